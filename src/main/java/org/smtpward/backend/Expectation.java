package org.smtpward.backend;

/**
 * Answers that clients of one source need from the backend.
 *
 * @param mayRelay the backend may relay for them, so it is not asked whether it does
 * @param mustTakeMail the backend must accept mail from them; else a refusal is a warning
 */
public record Expectation(boolean mayRelay, boolean mustTakeMail) {
    /** What all clients need that share the source. */
    Expectation and(Expectation other) {
        return new Expectation(mayRelay && other.mayRelay, mustTakeMail || other.mustTakeMail);
    }
}
