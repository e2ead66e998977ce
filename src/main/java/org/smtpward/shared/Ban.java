package org.smtpward.shared;

import java.net.InetAddress;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.smtpward.config.Network;

/**
 * A network that the site does not want to hear from for a while.
 *
 * @param network whose connections are refused
 * @param until when it ends, by Redis' clock
 * @param made when it was made, by the same clock
 * @param reason what people wrote about it: printable ASCII, may be empty
 */
public record Ban(Network network, Instant until, Instant made, String reason) {
    /** A line says it in a table. */
    public static final int MAX_REASON = 120;

    /** Nobody means half of the Internet, whatever an option says. */
    private static final int LEAST_PREFIX_4 = 8;

    private static final int LEAST_PREFIX_6 = 16;

    /** As long as anybody plans ahead; and what keeps sums of times far from their end. */
    private static final Instant LAST = Instant.parse("2999-12-31T00:00:00Z");

    private static final Pattern REASON = Pattern.compile("[ -~]{0," + MAX_REASON + "}");
    private static final Pattern LINE =
            Pattern.compile("(?<network>[0-9a-fA-F.:/]{3,60}) (?<until>\\d{1,15}) (?<made>\\d{1,15}) ?(?<reason>.*)");

    public Ban {
        if (network.prefixLength() < leastPrefix(network)) {
            throw new IllegalArgumentException(
                    "%s is wider than /%d, which no ban may be".formatted(network, leastPrefix(network)));
        }
        if (Network.plain(network.first()).getAddress().length
                != network.first().getAddress().length) {
            throw new IllegalArgumentException("%s stands for an IPv4 network: write it as one".formatted(network));
        }
        if (!REASON.matcher(reason).matches()) {
            throw new IllegalArgumentException(
                    "a reason is at most %d printable characters of ASCII".formatted(MAX_REASON));
        }
        if (until.isAfter(LAST) || made.isAfter(LAST)) {
            throw new IllegalArgumentException("not a time for a ban: " + until);
        }
    }

    private static int leastPrefix(Network network) {
        return isSix(network.first()) ? LEAST_PREFIX_6 : LEAST_PREFIX_4;
    }

    static boolean isSix(InetAddress address) {
        return address.getAddress().length != Integer.BYTES;
    }

    /** As it stands in the list. */
    String toLine() {
        return "%s %d %d %s".formatted(network, until.toEpochMilli(), made.toEpochMilli(), reason);
    }

    /** Empty: it is none. */
    static Optional<Ban> ofLine(String line) {
        Matcher written = LINE.matcher(line);
        if (!written.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Ban(
                    Network.parse(written.group("network")),
                    Instant.ofEpochMilli(Long.parseLong(written.group("until"))),
                    Instant.ofEpochMilli(Long.parseLong(written.group("made"))),
                    written.group("reason")));
        } catch (IllegalArgumentException garbage) {
            return Optional.empty();
        }
    }
}
