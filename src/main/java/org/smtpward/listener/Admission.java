package org.smtpward.listener;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** Who may come in: {@code limits.connections}, over all listeners, and nobody while the backend is not known to be safe. */
public final class Admission {
    private final int maxConnections;
    private final BooleanSupplier open;
    private final AtomicInteger connections = new AtomicInteger();

    /**
     * @param maxConnections {@code limits.connections}
     * @param open whether sessions may begin at all
     */
    public Admission(int maxConnections, BooleanSupplier open) {
        this.maxConnections = maxConnections;
        this.open = open;
    }

    /** Whether the door is open. */
    boolean isOpen() {
        return open.getAsBoolean();
    }

    /** Takes a place, to be given back by {@link #leave()}; tells whether there was one. */
    boolean enter() {
        if (connections.incrementAndGet() > maxConnections) {
            connections.decrementAndGet();
            return false;
        }
        return true;
    }

    /** Gives a place back. */
    void leave() {
        connections.decrementAndGet();
    }
}
