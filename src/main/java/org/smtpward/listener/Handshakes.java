package org.smtpward.listener;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/**
 * How many TLS handshakes with clients are under way, over all listeners, and whether one more may begin: they are what
 * costs most of all that a stranger can ask for. Thread safe.
 */
public final class Handshakes {
    private final IntSupplier limit;
    private final AtomicInteger underWay = new AtomicInteger();

    /** @param limit that in force; it may change at any time */
    public Handshakes(IntSupplier limit) {
        this.limit = limit;
    }

    /** Takes a place if the result is true, to be given back by {@link #leave}. */
    boolean enter() {
        int most = limit.getAsInt();
        return underWay.getAndUpdate(now -> now < most ? now + 1 : now) < most;
    }

    /** Gives back a place. */
    void leave() {
        underWay.decrementAndGet();
    }
}
