package org.smtpward.policy;

import io.netty.buffer.ByteBuf;

/**
 * The first line of peer octets made fit for a log: printable ASCII stays, everything else becomes {@code \xHH}, it is cut,
 * and of an AUTH command only the verb is shown (RFC 4954: what follows are credentials).
 */
public final class Preview {
    /** At most this many octets of the peer are shown: enough for a request line, too few to be used as storage. */
    public static final int MAX_OCTETS = 64;

    private static final String AUTH = "AUTH";
    private static final String HEX = "0123456789abcdef";

    private Preview() {}

    /**
     * The preview of {@code octets}, whose indices stay as they are.
     *
     * @param octets what the peer sent; not released here
     */
    public static String of(ByteBuf octets) {
        int shown = shown(octets);
        var text = new StringBuilder(shown + 16);
        for (int i = 0; i < shown; i++) {
            appendEscaped(text, octets.getByte(octets.readerIndex() + i));
        }
        if (shown < octets.readableBytes()) {
            text.append("...");
        }
        return text.toString();
    }

    private static int shown(ByteBuf octets) {
        int start = octets.readerIndex();
        int lineFeed = octets.indexOf(start, octets.writerIndex(), (byte) '\n');
        int firstLine = lineFeed < 0 ? octets.readableBytes() : lineFeed + 1 - start;
        return Math.min(firstLine, isAuth(octets) ? verbStart(octets) - start + AUTH.length() : MAX_OCTETS);
    }

    private static boolean isAuth(ByteBuf octets) {
        int start = verbStart(octets);
        if (octets.writerIndex() - start < AUTH.length()) {
            return false;
        }
        for (int i = 0; i < AUTH.length(); i++) {
            if ((octets.getByte(start + i) & ~0x20) != AUTH.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Blanks and control octets before a verb hide it from nobody who wants to read a password. */
    private static int verbStart(ByteBuf octets) {
        int start = octets.readerIndex();
        while (start < octets.writerIndex() && octets.getByte(start) >= 0 && octets.getByte(start) <= ' ') {
            start++;
        }
        return start;
    }

    private static void appendEscaped(StringBuilder text, byte octet) {
        switch (octet) {
            case '\r' -> text.append("\\r");
            case '\n' -> text.append("\\n");
            case '\\' -> text.append("\\\\");
            default -> {
                if (octet >= ' ' && octet < 0x7f) {
                    text.append((char) octet);
                } else {
                    text.append("\\x").append(HEX.charAt(octet >> 4 & 0xf)).append(HEX.charAt(octet & 0xf));
                }
            }
        }
    }
}
