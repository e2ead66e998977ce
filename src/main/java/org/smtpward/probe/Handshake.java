package org.smtpward.probe;

/** How a TLS handshake ended. */
sealed interface Handshake {
    record Made() implements Handshake {}

    /** @param why fit for people */
    record Failed(String why) implements Handshake {}
}
