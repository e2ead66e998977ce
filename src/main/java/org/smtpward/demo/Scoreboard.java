package org.smtpward.demo;

import java.util.ArrayList;
import java.util.List;

/**
 * What came of all plays.
 *
 * @param rows in the order of the plays
 */
record Scoreboard(List<Row> rows) {
    Scoreboard {
        rows = List.copyOf(rows);
    }

    /** Plays everything: each play at the bare server first, then through smtpward. */
    static Scoreboard play(List<Play> plays, Stage bare, Stage through) {
        var rows = new ArrayList<Row>();
        for (Play play : plays) {
            rows.add(new Row(play, bare.perform(play), through.perform(play)));
        }
        return new Scoreboard(rows);
    }

    boolean isGood() {
        return rows.stream().allMatch(Row::isGood);
    }

    /** In a few lines. */
    String summary() {
        List<Row> attacks = of(Play.Kind.ATTACK);
        List<Row> working = attacks.stream().filter(row -> row.bare().worked()).toList();
        String stopped = working.isEmpty()
                ? "no attack works against the bare server"
                : "%d of %d attacks that work against the bare server were stopped"
                        .formatted(working.stream().filter(Row::isGood).count(), working.size());
        int withstood = attacks.size() - working.size();
        String more =
                working.isEmpty() || withstood == 0 ? "" : " (it withstands %d more by itself)".formatted(withstood);
        String honest = of(Play.Kind.HONEST).stream().allMatch(Row::isGood)
                ? "the honest mail arrived unchanged both ways"
                : "HONEST MAIL DID NOT ARRIVE UNCHANGED";
        String summary = stopped + more + ";\n" + honest + ".";
        long through = rows.stream()
                .filter(row -> row.play().kind() != Play.Kind.HONEST && !row.isGood())
                .count();
        return through == 0 ? summary : summary + "\nGOT THROUGH: %d.".formatted(through);
    }

    List<Row> of(Play.Kind kind) {
        return rows.stream().filter(row -> row.play().kind() == kind).toList();
    }

    /**
     * One play and how it ended at both.
     *
     * @param bare directly at the server
     * @param through through smtpward
     */
    record Row(Play play, Outcome bare, Outcome through) {
        /** Whether smtpward did what it is for. */
        boolean isGood() {
            return switch (play.kind()) {
                case HONEST -> bare.worked() && through.worked();
                case ATTACK, FLAW -> !through.worked();
            };
        }
    }
}
