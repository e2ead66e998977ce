package org.smtpward.bench.client;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Random;
import java.util.zip.CRC32C;

/**
 * What follows the stamp in a message: a header, a block of lines as often as the size demands, and the dot that ends it. Only
 * the block is in memory, so that a letter may be larger than that.
 */
public final class Letter {
    private static final byte[] HEADER = """
            From: Sender <sender@client.example>
            To: Recipient <recipient@example.net>
            Subject: soak

            """.replace("\n", "\r\n").getBytes(US_ASCII);
    private static final byte[] END = ".\r\n".getBytes(US_ASCII);
    private static final int LINE = 76;
    private static final int BLOCK_LINES = 800;

    private final byte[] block;
    private final long blocks;
    private final int crc;

    private Letter(byte[] block, long blocks) {
        this.block = block;
        this.blocks = blocks;
        var digest = new CRC32C();
        digest.update(HEADER);
        for (long i = 0; i < blocks; i++) {
            digest.update(block);
        }
        digest.update(END);
        this.crc = (int) digest.getValue();
    }

    /** One of about that many octets: small ones have fewer lines, large ones more blocks. */
    public static Letter of(long size) {
        long lines = Math.max(1, size / (LINE + 2));
        int inBlock = (int) Math.min(lines, BLOCK_LINES);
        var random = new Random(size);
        var text = new StringBuilder(inBlock * (LINE + 2));
        for (int line = 0; line < inBlock; line++) {
            // Some lines begin with a dot, which has been stuffed (RFC 5321 §4.5.2).
            text.append(line % 50 == 49 ? ".." : "aa");
            random.ints(LINE - 2, 'A', 'Z' + 1).forEach(letter -> text.append((char) letter));
            text.append("\r\n");
        }
        return new Letter(text.toString().getBytes(US_ASCII), lines / inBlock);
    }

    long octets() {
        return HEADER.length + block.length * blocks + END.length;
    }

    int crc() {
        return crc;
    }

    void writeTo(OutputStream out) throws IOException {
        out.write(HEADER);
        for (long i = 0; i < blocks; i++) {
            out.write(block);
        }
        out.write(END);
    }

    /** The beginning of it, for who breaks off. */
    void writeHalfTo(OutputStream out) throws IOException {
        out.write(HEADER);
        out.write(block, 0, block.length / 2);
    }
}
