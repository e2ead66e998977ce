package org.smtpward.policy.rule;

import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Optional;

/**
 * Protocols that give themselves away by their first octets, which are no line of SMTP. The signatures are short and free
 * of LF, so that the answer does not depend on how the octets were cut into segments or lines.
 */
final class BinaryProtocols {
    /** An octet of a signature that may have any value but a line end's: the answer must not depend on the segments. */
    private static final int ANY = -1;

    private static final List<Signature> SIGNATURES = List.of(
            new Signature("a TLS ClientHello", 0x16, 0x03),
            new Signature("an SSLv2 ClientHello", 0x80, ANY, 0x01, 0x00, 0x02),
            new Signature("an SSLv2 ClientHello", 0x80, ANY, 0x01, 0x03, ANY),
            new Signature("RDP", 0x03, 0x00, 0x00),
            new Signature("SMB", 0x00, 0x00, ANY, ANY, 0xff, 'S', 'M', 'B'),
            new Signature("SMB", 0x00, 0x00, ANY, ANY, 0xfe, 'S', 'M', 'B'),
            new Signature("a PostgreSQL client", 0x00, 0x00, 0x00, 0x08, 0x04, 0xd2, 0x16),
            new Signature("a PostgreSQL client", 0x00, 0x00, 0x00, ANY, 0x00, 0x03, 0x00, 0x00),
            new Signature("SOCKS 5", 0x05, ANY),
            new Signature("SOCKS 4", 0x04, 0x01),
            new Signature("SOCKS 4", 0x04, 0x02),
            new Signature("MQTT", 0x10, ANY, 0x00, 0x04, 'M', 'Q', 'T', 'T'),
            new Signature("LDAP", 0x30, ANY, 0x02, 0x01),
            new Signature("telnet negotiation", 0xff, 0xfb),
            new Signature("telnet negotiation", 0xff, 0xfc),
            new Signature("telnet negotiation", 0xff, 0xfd),
            new Signature("telnet negotiation", 0xff, 0xfe),
            new Signature("AMQP", 'A', 'M', 'Q', 'P', 0x00),
            new Signature("Java RMI", 'J', 'R', 'M', 'I', 0x00),
            new Signature("a Java serialization stream", 0xac, 0xed, 0x00, 0x05),
            new Signature("SQL Server", 0x12, 0x01, 0x00),
            new Signature("the ZooKeeper protocol", 0x00, 0x00, 0x00, 0x2d),
            new Signature("BitTorrent", 0x13, 'B', 'i', 't'),
            new Signature("X11", 'l', 0x00, 0x0b, 0x00),
            new Signature("X11", 'B', 0x00, 0x00, 0x0b));

    private BinaryProtocols() {}

    /** The protocol that {@code octets} begin with, or empty; also when too few octets are there to tell. */
    static Optional<String> name(ByteBuf octets) {
        if (!octets.isReadable() || isOrdinary(octets)) {
            return Optional.empty();
        }
        for (Signature signature : SIGNATURES) {
            if (signature.matches(octets)) {
                return Optional.of(signature.protocol);
            }
        }
        return Optional.empty();
    }

    /** Like {@link #name}, for a line whose end has been seen. */
    static Optional<String> nameOfLine(ByteBuf line) {
        // Version 2 of the PROXY protocol begins with two empty lines and a line that is just a NUL.
        return line.readableBytes() == 1 && line.getByte(line.readerIndex()) == 0
                ? Optional.of("the PROXY protocol, version 2")
                : name(line);
    }

    /** Two ASCII letters begin every command: then there is no need to go through the table. */
    private static boolean isOrdinary(ByteBuf octets) {
        int start = octets.readerIndex();
        return octets.readableBytes() > 4
                && isLetter(octets.getByte(start))
                && isLetter(octets.getByte(start + 1))
                && octets.getByte(start + 4) != 0;
    }

    private static boolean isLetter(byte octet) {
        return octet >= 'A' && octet <= 'Z' || octet >= 'a' && octet <= 'z';
    }

    /** A row of the table. */
    private static final class Signature {
        private final String protocol;
        private final int[] octets;

        Signature(String protocol, int... octets) {
            this.protocol = protocol;
            this.octets = octets;
        }

        boolean matches(ByteBuf in) {
            if (in.readableBytes() < octets.length) {
                return false;
            }
            for (int i = 0; i < octets.length; i++) {
                int octet = in.getByte(in.readerIndex() + i) & 0xff;
                if (octets[i] == ANY ? octet == '\r' || octet == '\n' : octet != octets[i]) {
                    return false;
                }
            }
            return true;
        }
    }
}
