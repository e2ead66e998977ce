package org.smtpward.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.time.Duration;

/**
 * What a session can do to its two connections. The session core does no I/O of its own: this is sockets in the program
 * and a record of what happened in the tests. All calls are made on the session's event loop.
 */
public interface Legs {
    /** For replies of our own. */
    ByteBufAllocator allocator();

    /** Writes to the client without flushing; takes the buffer. */
    void toClient(ByteBuf octets);

    /** Writes to the backend without flushing; takes the buffer. */
    void toBackend(ByteBuf octets);

    /** Sends what was written to either side. */
    void flush();

    /** Whether the client takes what is written, or lags behind. */
    boolean isClientWritable();

    /** Whether the backend takes what is written, or lags behind. */
    boolean isBackendWritable();

    /** Whether octets of the client are wanted. */
    void readClient(boolean wanted);

    /** Whether octets of the backend are wanted. */
    void readBackend(boolean wanted);

    /** Takes a place among the handshakes with clients, of which there may be so many at a time; false: all are taken. */
    boolean enterHandshake();

    /** Gives the place back, if there is one; so does the end of the session. */
    void leaveHandshake();

    /**
     * Sends the buffer, which it takes, in the clear and lets every later octet of the client meet the TLS handshake: both
     * in this turn of the event loop, so that no octet can slip in between. Where TLS is passed on, octets come to the session
     * again behind the ClientHello, it included.
     */
    void startClientTls(ByteBuf lastInTheClear);

    /** Lets every later octet of the backend meet the TLS handshake, in this turn of the event loop. */
    void startBackendTls();

    /** Tells the backend, behind what was written to it, that the client will send nothing more. */
    void endBackend();

    /** Drops the connection to the backend and makes a new one. */
    void reconnectBackend();

    /**
     * Whether the backend sees the client as it has to by what is known of it now. What the client's own handshake has
     * shown may ask for another connection to the backend.
     */
    boolean isBackendRight();

    /** Whether the backend sees the client's own address, or is told it. */
    boolean isClientShown();

    /** Runs {@code task} on the event loop later, instead of the task given before. */
    void schedule(Duration delay, Runnable task);

    /** Sends what was written to the client, then closes both connections in an orderly way. */
    void close();
}
