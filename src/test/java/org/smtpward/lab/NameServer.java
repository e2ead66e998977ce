package org.smtpward.lab;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A name server (RFC 1035) on port 53 of an address of its own in 127/8. It knows names with one address, 127.0.0.2, as
 * blacklists have them (RFC 5782 §2.1), and no others.
 */
public final class NameServer implements AutoCloseable {
    private static final int HEADER = 12;
    private static final int ATTEMPTS = 20;

    private final DatagramSocket socket;
    private final Set<String> names;

    private NameServer(DatagramSocket socket, Set<String> names) {
        this.socket = socket;
        this.names = names;
    }

    /** Names in lower case, without a dot at the end. */
    public static NameServer start(String... names) {
        var server = new NameServer(open(), Set.of(names));
        Thread.ofVirtual().start(server::serve);
        return server;
    }

    /** Others on this machine may have one, too. */
    private static DatagramSocket open() {
        IOException last = new IOException("no attempt");
        for (int i = 0; i < ATTEMPTS; i++) {
            byte[] address = {
                127,
                53,
                (byte) ThreadLocalRandom.current().nextInt(256),
                (byte) ThreadLocalRandom.current().nextInt(1, 255)
            };
            try {
                return new DatagramSocket(53, InetAddress.getByAddress(address));
            } catch (IOException e) {
                last = e;
            }
        }
        throw new LabFailure("no address for a name server", last);
    }

    String address() {
        return socket.getLocalAddress().getHostAddress();
    }

    private void serve() {
        var packet = new DatagramPacket(new byte[512], 512);
        try {
            while (true) {
                socket.receive(packet);
                byte[] reply = answer(Arrays.copyOf(packet.getData(), packet.getLength()));
                socket.send(new DatagramPacket(reply, reply.length, packet.getSocketAddress()));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private byte[] answer(byte[] query) {
        var name = new StringBuilder();
        int at = HEADER;
        for (; query[at] != 0; at += 1 + query[at]) {
            name.append(name.isEmpty() ? "" : ".")
                    .append(new String(query, at + 1, query[at], StandardCharsets.US_ASCII));
        }
        boolean isForAddress = query[at + 2] == 1;
        boolean known = names.contains(name.toString().toLowerCase(Locale.ROOT));
        var reply = new ByteArrayOutputStream();
        reply.write(query, 0, 2);
        boolean found = known && isForAddress;
        byte[] head = {(byte) 0x81, (byte) (known ? 0x80 : 0x83), 0, 1, 0, (byte) (found ? 1 : 0), 0, 0, 0, 0};
        reply.writeBytes(head);
        reply.write(query, HEADER, at + 5 - HEADER);
        if (found) {
            reply.writeBytes(new byte[] {(byte) 0xc0, HEADER, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 127, 0, 0, 2});
        }
        return reply.toByteArray();
    }

    @Override
    public void close() {
        socket.close();
    }
}
