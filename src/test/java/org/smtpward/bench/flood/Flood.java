package org.smtpward.bench.flood;

/** A crowd of clients that want one thing, and too much of it. */
interface Flood {
    /** In a report. */
    String name();

    /** Whether nobody else can come in meanwhile; then an honest session that was there before is what counts. */
    default boolean isDoorShut() {
        return false;
    }

    /** Comes, calls {@link Arena#hold} at full strength, and leaves. Blocks meanwhile. */
    void run(Arena arena) throws Exception;

    /** TLS sessions that it holds open: each may take memory. */
    default long heldSessions() {
        return 0;
    }
}
