package org.smtpward.backend;

/**
 * Answers that clients of one source need from the backend.
 *
 * @param mayRelay the backend may relay for them, so it is not asked whether it does
 * @param mail whether it accepts mail from them
 */
public record Expectation(boolean mayRelay, Mail mail) {
    /** Weight of the question whether the backend accepts mail. */
    public enum Mail {
        /** It must: a refusal with 5yz would bounce the mail of all these clients. */
        REQUIRED,
        /** A refusal is a warning. */
        ADVISORY,
        /** Not asked. */
        UNASKED
    }

    boolean mustTakeMail() {
        return mail == Mail.REQUIRED;
    }

    /** Whether there is anything to ask. */
    public boolean isAsked() {
        return !mayRelay || mail != Mail.UNASKED;
    }

    /** What all clients need that share the source. */
    Expectation and(Expectation other) {
        return new Expectation(mayRelay && other.mayRelay, mail.compareTo(other.mail) < 0 ? mail : other.mail);
    }
}
