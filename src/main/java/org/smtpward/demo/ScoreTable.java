package org.smtpward.demo;

import java.io.PrintStream;

/** The scoreboard for people, 110 columns wide at most. */
final class ScoreTable {
    private static final int NAME = 32;
    private static final int BARE = 39;
    private static final int THROUGH = 39;

    private final PrintStream out;
    private final boolean colours;

    /** @param colours whether {@code out} understands ANSI escapes */
    ScoreTable(PrintStream out, boolean colours) {
        this.out = out;
        this.colours = colours;
    }

    void print(Scoreboard scoreboard) {
        for (Play.Kind kind : Play.Kind.values()) {
            out.println();
            out.println(bold(pad(kind.title(), NAME) + pad("directly", BARE) + "through smtpward"));
            for (Scoreboard.Row row : scoreboard.of(kind)) {
                print(row);
            }
        }
    }

    private void print(Scoreboard.Row row) {
        Play play = row.play();
        boolean harm = play.kind() != Play.Kind.HONEST;
        String through =
                (row.isGood() || !harm ? "" : "GOT THROUGH: ") + row.through().evidence();
        out.println(pad("  " + play.name(), NAME)
                + red(harm == row.bare().worked(), pad(row.bare().evidence(), BARE))
                + (row.isGood() ? green(cut(through, THROUGH)) : red(true, cut(through, THROUGH))));
        out.println(faint(cut("    " + play.reference() + ": " + play.sends(), NAME + BARE + THROUGH)));
    }

    private static String pad(String text, int columns) {
        String cut = cut(text, columns - 1);
        return cut + " ".repeat(columns - cut.length());
    }

    private static String cut(String text, int columns) {
        return text.length() <= columns ? text : text.substring(0, columns - 1) + "\u2026";
    }

    private String bold(String text) {
        return colour("1", text);
    }

    private String faint(String text) {
        return colour("2", text);
    }

    private String green(String text) {
        return colour("32", text);
    }

    private String red(boolean really, String text) {
        return really ? colour("31", text) : text;
    }

    private String colour(String code, String text) {
        return colours ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
