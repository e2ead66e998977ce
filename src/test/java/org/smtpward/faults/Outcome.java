package org.smtpward.faults;

/**
 * What became of a session.
 *
 * @param client what the client saw from the fault on: codes of replies, or {@code nothing}
 * @param backend what the backend heard from the fault on: verbs, or {@code nothing}
 * @param cause that of the log's line
 */
record Outcome(String client, String backend, String cause) {
    @Override
    public String toString() {
        return client + " | " + backend + " | " + cause;
    }
}
