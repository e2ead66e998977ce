package org.smtpward.demo;

import java.io.IOException;

/**
 * One dialogue that is played twice, and how to tell what came of it.
 *
 * @param kind what it stands for
 * @param name in a few words
 * @param reference the advisory, paper or RFC
 * @param sends what the client does, in one line
 * @param script what the client does
 * @param judge what came of it
 */
record Play(Kind kind, String name, String reference, String sends, Script script, Judge judge) {
    static Play attack(String name, String reference, String sends, Script script, Judge judge) {
        return new Play(Kind.ATTACK, name, reference, sends, script, judge);
    }

    /** What a play stands for. */
    enum Kind {
        /** It must work at both servers. */
        HONEST("Honest mail"),
        /** It must not work through smtpward. */
        ATTACK("Attacks"),
        /** A flaw of the bare server that must not be seen through smtpward. */
        FLAW("A flaw, not an attack");

        private final String title;

        Kind(String title) {
            this.title = title;
        }

        String title() {
            return title;
        }
    }

    /** The client's part. It may end early, by any exception of I/O: that is evidence too. */
    @FunctionalInterface
    interface Script {
        void play(Caller caller, Stage stage) throws IOException;
    }

    /** Tells from the evidence what came of a play. */
    @FunctionalInterface
    interface Judge {
        Outcome judge(Evidence evidence);
    }
}
