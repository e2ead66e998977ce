package org.smtpward.events;

/**
 * Peer octets, held as ISO 8859-1 text, made fit for a line that people read: printable ASCII stays, everything else
 * becomes {@code \xHH}, and it is cut. Looks the same as {@link org.smtpward.policy.Preview}.
 */
public final class PeerText {
    private static final String HEX = "0123456789abcdef";
    private static final String CUT = "...";

    private PeerText() {}

    /** The first {@code maxOctets} of {@code text}, escaped. */
    public static String escape(String text, int maxOctets) {
        int shown = Math.min(text.length(), maxOctets);
        var escaped = new StringBuilder(shown + CUT.length());
        for (int i = 0; i < shown; i++) {
            append(escaped, text.charAt(i));
        }
        if (shown < text.length()) {
            escaped.append(CUT);
        }
        return escaped.toString();
    }

    private static void append(StringBuilder escaped, char octet) {
        if (octet == '\\') {
            escaped.append("\\\\");
        } else if (octet >= ' ' && octet < 0x7f) {
            escaped.append(octet);
        } else {
            escaped.append("\\x").append(HEX.charAt(octet >> 4 & 0xf)).append(HEX.charAt(octet & 0xf));
        }
    }
}
