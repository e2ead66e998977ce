package org.smtpward.tls;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.smtpward.session.ClientHelloFacts;

/**
 * What {@link ClientHello} and the gate are to find in octets, one char each: read by vectors, as RFC 8446 §3.4 defines them, on
 * strings. Slow, and short enough to be seen to be right.
 */
final class SlowClientHello {
    private String rest;

    private SlowClientHello(String octets) {
        rest = octets;
    }

    /** The facts of the handshake message without its header, or empty when it is malformed. */
    static Optional<ClientHelloFacts> read(String body) {
        try {
            var hello = new SlowClientHello(body);
            hello.take(2 + 32);
            hello.vector(1);
            hello.vector(2).numbers();
            hello.vector(1);
            return Optional.of(
                    hello.rest.isEmpty() ? new ClientHelloFacts(Optional.empty(), List.of()) : hello.facts());
        } catch (StringIndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    /** The handshake message in {@code records} (RFC 8446 §5.1), or empty when it is not there whole or is no ClientHello. */
    static Optional<String> ofRecords(String records) {
        try {
            var in = new SlowClientHello(records);
            var message = new StringBuilder();
            while (true) {
                String header = in.take(3);
                String fragment = in.vector(2).rest;
                if (header.charAt(0) != 22 || header.charAt(1) != 3 || fragment.isEmpty()) {
                    return Optional.empty();
                }
                message.append(fragment);
                if (message.charAt(0) != 1) {
                    return Optional.empty();
                }
                if (message.length() >= 4 && message.length() >= 4 + number(message.substring(1, 4))) {
                    return Optional.of(message.substring(4, 4 + number(message.substring(1, 4))));
                }
            }
        } catch (StringIndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    private ClientHelloFacts facts() {
        Optional<String> serverName = Optional.empty();
        List<String> protocols = List.of();
        SlowClientHello extensions = vector(2);
        while (!extensions.rest.isEmpty()) {
            int type = number(extensions.take(2));
            SlowClientHello extension = extensions.vector(2);
            switch (type) {
                case 0 -> serverName = extension.vector(2).serverName();
                case 10, 13 -> extension.vector(2).numbers();
                case 16 -> protocols = extension.vector(2).protocols();
                case 43 -> extension.vector(1).numbers();
                default -> {}
            }
        }
        return new ClientHelloFacts(serverName, protocols);
    }

    private Optional<String> serverName() {
        while (!rest.isEmpty()) {
            int type = number(take(1));
            String name = vector(2).rest;
            if (type == 0 && !name.isEmpty()) {
                return Optional.of(name);
            }
        }
        return Optional.empty();
    }

    private List<String> protocols() {
        var protocols = new ArrayList<String>();
        while (!rest.isEmpty()) {
            protocols.add(vector(1).rest);
        }
        return protocols;
    }

    /** All must be whole. */
    private void numbers() {
        while (!rest.isEmpty()) {
            take(2);
        }
    }

    private SlowClientHello vector(int lengthOctets) {
        return new SlowClientHello(take(number(take(lengthOctets))));
    }

    private String take(int octets) {
        String taken = rest.substring(0, octets);
        rest = rest.substring(octets);
        return taken;
    }

    private static int number(String octets) {
        return octets.chars().reduce(0, (number, octet) -> number << 8 | octet);
    }
}
