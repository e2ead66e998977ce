package org.smtpward.session;

/**
 * Why there was no TLS with the backend although there should have been.
 *
 * @param kind what an operator would look at
 * @param why in plain words, printable ASCII, without an octet that the backend chose
 */
public record TlsTrouble(Kind kind, String why) {
    static final TlsTrouble TOO_LONG = new TlsTrouble(Kind.TIMEOUT, "it took longer than limits.tls-handshake");

    /** What an operator would look at. */
    public enum Kind {
        /** Versions and ciphers: the two found nothing in common, or one of them left. */
        FAILED,
        /** The backend's certificate: it is not what {@code backend.tls-options.verify} demands. */
        UNTRUSTED,
        /** The network or the backend's load: it took longer than {@code limits.tls-handshake}. */
        TIMEOUT,
        /** The backend's configuration: it does not offer STARTTLS, or offers and refuses it. */
        REFUSED
    }
}
