package org.smtpward.backend;

/** Hears of connections to the backend, to count them. Called on event loops. */
public interface BackendListener {
    /** A connection was made or failed after {@code nanos}. */
    void onConnect(boolean connected, long nanos);

    /** A handshake with the backend succeeded; {@code version} is such as {@code TLSv1.3}. */
    void onHandshake(String version);

    /** Octets that were read from the backend, or written to it. */
    void onOctets(int read, int written);
}
