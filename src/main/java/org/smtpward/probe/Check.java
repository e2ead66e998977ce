package org.smtpward.probe;

/**
 * One question to a server.
 *
 * @param id in JSON and in the documentation; never changes
 * @param name for people, at most 38 characters
 * @param reference the advisory, paper or RFC
 * @param needs without which it is not played
 */
public record Check(String id, Threat threat, String name, String reference, Needs needs, Dialogue dialogue) {
    static final int MAX_NAME = 38;

    public Check {
        if (name.length() > MAX_NAME) {
            throw new IllegalArgumentException("too long for the table: " + name);
        }
    }

    /** What must be there to play a check. */
    public enum Needs {
        NOTHING,
        /** A connection that begins in the clear. */
        CLEAR,
        /** TLS, by whatever way. */
        TLS,
        /** STARTTLS. */
        STARTTLS,
        /** A mailbox that may get mail. */
        DELIVERY
    }

    /** How to find out. */
    @FunctionalInterface
    interface Dialogue {
        Verdict play(Conversations server) throws OffScript;
    }
}
