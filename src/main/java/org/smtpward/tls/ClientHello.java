package org.smtpward.tls;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.smtpward.session.ClientHelloFacts;

/** Reads server name and application protocols from a ClientHello (RFC 8446 §4.1.2). */
final class ClientHello {
    private static final int SERVER_NAME = 0;
    private static final int ALPN = 16;
    private static final int HOST_NAME = 0;

    private ClientHello() {}

    /**
     * The facts, or empty when the octets are malformed.
     *
     * @param body the handshake message without its header; the indices stay as they are
     */
    static Optional<ClientHelloFacts> read(ByteBuf body) {
        try {
            return Optional.of(readFields(body.slice()));
        } catch (IndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    private static ClientHelloFacts readFields(ByteBuf in) {
        in.skipBytes(2 + 32); // version, random
        in.skipBytes(in.readUnsignedByte()); // session id
        in.skipBytes(in.readUnsignedShort()); // cipher suites
        in.skipBytes(in.readUnsignedByte()); // compression methods
        Optional<String> serverName = Optional.empty();
        List<String> alpn = List.of();
        if (in.isReadable()) {
            ByteBuf extensions = in.readSlice(in.readUnsignedShort());
            while (extensions.isReadable()) {
                int type = extensions.readUnsignedShort();
                ByteBuf extension = extensions.readSlice(extensions.readUnsignedShort());
                switch (type) {
                    case SERVER_NAME -> serverName = serverName(extension);
                    case ALPN -> alpn = protocols(extension);
                    default -> {}
                }
            }
        }
        return new ClientHelloFacts(serverName, alpn);
    }

    private static Optional<String> serverName(ByteBuf extension) {
        ByteBuf names = extension.readSlice(extension.readUnsignedShort());
        while (names.isReadable()) {
            int type = names.readUnsignedByte();
            ByteBuf name = names.readSlice(names.readUnsignedShort());
            if (type == HOST_NAME && name.isReadable()) {
                return Optional.of(name.toString(StandardCharsets.ISO_8859_1));
            }
        }
        return Optional.empty();
    }

    private static List<String> protocols(ByteBuf extension) {
        ByteBuf list = extension.readSlice(extension.readUnsignedShort());
        var protocols = new ArrayList<String>();
        while (list.isReadable()) {
            protocols.add(list.readSlice(list.readUnsignedByte()).toString(StandardCharsets.ISO_8859_1));
        }
        return protocols;
    }
}
