package org.smtpward.bench;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * What a sink got of the messages of one load.
 *
 * @param whole the sequence numbers of those that came as they were sent, at least once
 * @param doubled how often one came that had come before
 * @param altered how many came changed, cut short or with another one's envelope
 * @param broken how many ended with their connection instead of a dot
 */
public record Tally(BitSet whole, long doubled, long altered, long broken) {
    /** A tally of its own. */
    public Tally {
        whole = (BitSet) whole.clone();
    }

    /** Nothing came. */
    public static Tally nothing() {
        return new Tally(new BitSet(), 0, 0, 0);
    }

    /** The text lines of the sink's reply. */
    public List<String> lines() {
        var lines = new ArrayList<>(List.of("doubled " + doubled, "altered " + altered, "broken " + broken));
        for (int from = whole.nextSetBit(0); from >= 0; ) {
            int behind = whole.nextClearBit(from);
            lines.add("whole " + from + " " + behind);
            from = whole.nextSetBit(behind);
        }
        return lines;
    }

    /** What {@link #lines} gave. */
    public static Tally parse(List<String> lines) {
        var whole = new BitSet();
        long doubled = 0;
        long altered = 0;
        long broken = 0;
        for (String line : lines) {
            String[] words = line.split(" ", -1);
            switch (words[0]) {
                case "doubled" -> doubled = Long.parseLong(words[1]);
                case "altered" -> altered = Long.parseLong(words[1]);
                case "broken" -> broken = Long.parseLong(words[1]);
                case "whole" -> whole.set(Integer.parseInt(words[1]), Integer.parseInt(words[2]));
                default -> throw new IllegalArgumentException("no line of a tally: " + line);
            }
        }
        return new Tally(whole, doubled, altered, broken);
    }
}
