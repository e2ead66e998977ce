package org.smtpward.bench;

import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The first line of each message of the benchmark, from which its receiver tells what became of it on the way.
 *
 * @param load who sent it: a random number for each run of a load generator
 * @param sequence which of its messages it is, from 0; no two have the same, also when one failed
 * @param octets how many follow this line, the dot that ends the mail data and its CRLF included
 * @param crc CRC-32C of those octets
 */
public record Stamp(long load, int sequence, long octets, int crc) {
    /** Octets of a stamp with its CRLF: all have the same. */
    public static final int LENGTH = "X-Bench: 0123456789abcdef 01234567 0123456789abcdef 01234567\r\n".length();

    private static final String HEX8 = "([0-9a-f]{8})";
    private static final String HEX16 = "([0-9a-f]{16})";
    private static final Pattern LINE =
            Pattern.compile("X-Bench: " + HEX16 + " " + HEX8 + " " + HEX16 + " " + HEX8 + "\r\n");
    private static final HexFormat HEX = HexFormat.of();

    /** A stamp; {@code sequence} and {@code octets} are not negative. */
    public Stamp {
        if (sequence < 0 || octets < 0) {
            throw new IllegalArgumentException("negative: " + sequence + ", " + octets);
        }
    }

    /** As it stands in the mail data. */
    public String line() {
        return "X-Bench: " + HEX.toHexDigits(load) + " " + HEX.toHexDigits(sequence) + " " + HEX.toHexDigits(octets)
                + " " + HEX.toHexDigits(crc) + "\r\n";
    }

    /** The sender of the message: an envelope that got to another message's data is noticed. */
    public String sender() {
        return HEX.toHexDigits(load) + "." + HEX.toHexDigits(sequence) + "@client.example";
    }

    /** What {@link #line} gave, or empty if it is nothing like it. */
    public static Optional<Stamp> parse(String line) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int sequence = HexFormat.fromHexDigits(matcher.group(2));
        long octets = HexFormat.fromHexDigitsToLong(matcher.group(3));
        return sequence < 0 || octets < 0
                ? Optional.empty()
                : Optional.of(new Stamp(
                        HexFormat.fromHexDigitsToLong(matcher.group(1)),
                        sequence,
                        octets,
                        HexFormat.fromHexDigits(matcher.group(4))));
    }
}
