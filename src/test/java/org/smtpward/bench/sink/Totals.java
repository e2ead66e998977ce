package org.smtpward.bench.sink;

/**
 * What came to a sink, in all.
 *
 * @param messages that ended with a dot
 * @param octets of their mail data, without stamps
 * @param unstamped messages without a stamp that can be read
 * @param doubled as in {@link org.smtpward.bench.Tally}
 * @param altered likewise
 * @param broken likewise
 */
public record Totals(long messages, long octets, long unstamped, long doubled, long altered, long broken) {
    /** For people. */
    public String text() {
        return "%,d messages, %,d octets; %,d doubled, %,d altered, %,d without a stamp, %,d broken off"
                .formatted(messages, octets, doubled, altered, unstamped, broken);
    }
}
