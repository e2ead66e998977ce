package org.smtpward.session;

import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Runs one event of a session to its end before the next begins. A write can call back from within, to tell that the
 * connection is full or broken: that event waits for its turn, else it would decode octets that are just being decoded.
 */
final class Turns {
    private final Runnable settle;
    private final Queue<Runnable> late = new ArrayDeque<>(1);
    private boolean inTurn;

    /** {@code settle} is run after every event. */
    Turns(Runnable settle) {
        this.settle = settle;
    }

    /** Runs {@code event} now, or behind the one that is running. */
    void take(Runnable event) {
        if (inTurn) {
            late.add(event);
            return;
        }
        inTurn = true;
        try {
            event.run();
            settle.run();
            while (!late.isEmpty()) {
                late.remove().run();
                settle.run();
            }
        } finally {
            inTurn = false;
        }
    }

    /** Settles, unless the running event will do so anyway. */
    void settle() {
        if (!inTurn) {
            take(() -> {});
        }
    }
}
