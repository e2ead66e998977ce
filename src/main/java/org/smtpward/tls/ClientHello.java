package org.smtpward.tls;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.smtpward.session.ClientHelloFacts;

/**
 * A ClientHello (RFC 8446 §4.1.2), as far as we look at it.
 *
 * @param facts for the rules
 * @param abilities for the choice of a certificate
 */
record ClientHello(ClientHelloFacts facts, ClientAbilities abilities) {
    private static final int SERVER_NAME = 0;
    private static final int SUPPORTED_GROUPS = 10;
    private static final int SIGNATURE_ALGORITHMS = 13;
    private static final int ALPN = 16;
    private static final int SUPPORTED_VERSIONS = 43;
    private static final int HOST_NAME = 0;
    private static final int TLS_1_3 = 0x0304;

    /**
     * The hello, or empty when the octets are malformed.
     *
     * @param body the handshake message without its header; the indices stay as they are
     */
    static Optional<ClientHello> read(ByteBuf body) {
        try {
            return Optional.of(readFields(body.slice()));
        } catch (IndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    private static ClientHello readFields(ByteBuf in) {
        in.skipBytes(2 + 32); // version, random
        in.skipBytes(in.readUnsignedByte()); // session id
        Set<Integer> cipherSuites = numbers(in.readSlice(in.readUnsignedShort()));
        in.skipBytes(in.readUnsignedByte()); // compression methods
        Optional<String> serverName = Optional.empty();
        List<String> alpn = List.of();
        Set<Integer> signatureSchemes = Set.of();
        Set<Integer> groups = Set.of();
        Set<Integer> versions = Set.of();
        if (in.isReadable()) {
            ByteBuf extensions = in.readSlice(in.readUnsignedShort());
            while (extensions.isReadable()) {
                int type = extensions.readUnsignedShort();
                ByteBuf extension = extensions.readSlice(extensions.readUnsignedShort());
                switch (type) {
                    case SERVER_NAME -> serverName = serverName(extension);
                    case ALPN -> alpn = protocols(extension);
                    case SIGNATURE_ALGORITHMS ->
                        signatureSchemes = numbers(extension.readSlice(extension.readUnsignedShort()));
                    case SUPPORTED_GROUPS -> groups = numbers(extension.readSlice(extension.readUnsignedShort()));
                    case SUPPORTED_VERSIONS -> versions = numbers(extension.readSlice(extension.readUnsignedByte()));
                    default -> {}
                }
            }
        }
        return new ClientHello(
                new ClientHelloFacts(serverName, alpn),
                new ClientAbilities(versions.contains(TLS_1_3), cipherSuites, signatureSchemes, groups));
    }

    private static Set<Integer> numbers(ByteBuf list) {
        var numbers = new ArrayList<Integer>();
        while (list.isReadable()) {
            numbers.add(list.readUnsignedShort());
        }
        return Set.copyOf(numbers);
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
