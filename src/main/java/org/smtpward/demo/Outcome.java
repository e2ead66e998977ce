package org.smtpward.demo;

/**
 * How a play ended at one server.
 *
 * @param worked an attack: it did its damage. Honest mail: it arrived as it was sent
 * @param evidence what shows it, in a few words
 */
record Outcome(boolean worked, String evidence) {
    static Outcome worked(String evidence) {
        return new Outcome(true, evidence);
    }

    static Outcome failed(String evidence) {
        return new Outcome(false, evidence);
    }
}
