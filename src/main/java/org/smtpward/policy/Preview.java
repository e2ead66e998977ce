package org.smtpward.policy;

import io.netty.buffer.ByteBuf;

/** Peer octets made fit for a log line: printable ASCII stays, everything else becomes {@code \xHH}, and it is cut. */
public final class Preview {
    /** At most this many octets of the peer are shown: enough for a request line, too few to be used as storage. */
    public static final int MAX_OCTETS = 64;

    private static final String HEX = "0123456789abcdef";

    private Preview() {}

    /**
     * The preview of {@code octets}, whose indices stay as they are.
     *
     * @param octets what the peer sent; not released here
     */
    public static String of(ByteBuf octets) {
        int shown = Math.min(octets.readableBytes(), MAX_OCTETS);
        var text = new StringBuilder(shown + 16);
        for (int i = 0; i < shown; i++) {
            appendEscaped(text, octets.getByte(octets.readerIndex() + i));
        }
        if (shown < octets.readableBytes()) {
            text.append("...");
        }
        return text.toString();
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
