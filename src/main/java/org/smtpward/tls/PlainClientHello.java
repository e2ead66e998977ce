package org.smtpward.tls;

/** A TLS ClientHello for those who attack, or try whether one could: its server name may be anything, line ends too. */
public final class PlainClientHello {
    private PlainClientHello() {}

    /** A TLS 1.2 ClientHello (RFC 5246 §7.4.1.2) of one record, as poor as it may be, one char an octet. */
    public static String of(String serverName) {
        String names = sized(2, "\0" + sized(2, serverName));
        String hello = "\3\3" + "smtpward".repeat(4)
                + sized(1, "")
                + sized(2, "\u00c0\u002b\u00c0\u002f")
                + sized(1, "\0")
                + sized(2, "\0\0" + sized(2, names));
        return "\u0016\3\1" + sized(2, "\1" + sized(3, hello));
    }

    /** {@code content} behind its length in so many octets. */
    private static String sized(int lengthOctets, String content) {
        var sized = new StringBuilder();
        for (int i = lengthOctets - 1; i >= 0; i--) {
            sized.append((char) (content.length() >> 8 * i & 0xff));
        }
        return sized.append(content).toString();
    }
}
