package org.smtpward.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.zip.CRC32C;

/** What follows the stamp in every message of a load: header lines, lines of text, and the dot that ends it. */
final class Body {
    private static final String HEADER = """
            From: Sender <sender@client.example>
            To: Recipient <recipient@example.net>
            Subject: benchmark
            Date: Thu, 01 Jan 2026 00:00:00 +0000
            Message-ID: <1.benchmark@client.example>

            """.replace("\n", "\r\n");

    /** As base64 has it. */
    private static final int LINE = 76;

    /** Every so many lines one begins with a dot, which has been stuffed (RFC 5321 §4.5.2). */
    private static final int DOTTED = 50;

    private final ByteBuf octets;
    private final int crc;

    private Body(byte[] octets) {
        this.octets =
                Unpooled.unreleasableBuffer(Unpooled.directBuffer(octets.length).writeBytes(octets));
        var digest = new CRC32C();
        digest.update(octets);
        this.crc = (int) digest.getValue();
    }

    /** One of about that many octets. */
    static Body of(int size) {
        int lines = Math.max(1, (size - HEADER.length()) / (LINE + 2));
        var text = new StringBuilder(HEADER.length() + lines * (LINE + 2) + 3).append(HEADER);
        // Text that does not repeat: what comes twice, or not, or in another order gives another sum.
        long state = 1;
        for (int line = 0; line < lines; line++) {
            int column = 0;
            if (line % DOTTED == DOTTED - 1) {
                text.append("..");
                column = 2;
            }
            for (; column < LINE; column++) {
                state = state * 6364136223846793005L + 1442695040888963407L;
                text.append((char) ('A' + (state >>> 33) % 26));
            }
            text.append("\r\n");
        }
        return new Body(text.append(".\r\n").toString().getBytes(US_ASCII));
    }

    int length() {
        return octets.readableBytes();
    }

    int crc() {
        return crc;
    }

    /** A view, not to be released. */
    ByteBuf slice(int from, int length) {
        return octets.slice(from, length);
    }
}
