package org.smtpward.corpus;

/** What a client is connected to. */
interface Connection {
    /** Octets of the client arrive, in one segment; nobody answers before {@link #settle()}. */
    void send(byte[] octets);

    /** The client does its TLS handshake, if there is one to do. */
    void handshake(Step.Handshake hello);

    /** Everything that is owed is answered. */
    void settle();

    /** The client is gone. */
    void end();

    /** The octets that the client has seen. */
    byte[] seen();

    /** How many rules have matched. */
    int matches();
}
