package org.smtpward.session;

/** Plays scripts with a session: see {@link Script} for how they are written, {@link Play} for what can happen in them. */
final class Dialogue {
    private Dialogue() {}

    /** The script as it stands, then in every other way in which the same octets may arrive. */
    static void play(Stage stage, String script) {
        for (Play.Manner manner : Play.Manner.values()) {
            new Play(stage, manner).run(script);
        }
    }

    /** For scripts whose meaning depends on the segments: what came before the reply, and what after it. */
    static void playUncut(Stage stage, String script) {
        new Play(stage, Play.Manner.AS_WRITTEN).run(script);
        new Play(stage, Play.Manner.SLOW_PEERS).run(script);
    }
}
