package org.smtpward.session;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** What each coming reply belongs to, in order, replies of our own included (RFC 2920 §3.1). */
final class OutstandingCommands {
    private final ArrayDeque<Outstanding> queue = new ArrayDeque<>(4);
    private int owed;

    void add(Outstanding outstanding) {
        queue.add(outstanding);
        owed += outstanding instanceof Outstanding.Owed ? 1 : 0;
    }

    @Nullable
    Outstanding first() {
        return queue.peek();
    }

    void removeFirst() {
        owed -= queue.remove() instanceof Outstanding.Owed ? 1 : 0;
    }

    /** Takes {@code ours} back if it is the last; tells whether it was. */
    boolean removeLast(Outstanding.Ours ours) {
        return ours.equals(queue.peekLast()) && queue.removeLast() != null;
    }

    int size() {
        return queue.size();
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    /** Whether it is the backend's turn. */
    boolean isBackendsTurn() {
        return owed > 0;
    }

    boolean contains(Outstanding outstanding) {
        return queue.contains(outstanding);
    }

    /** Whether a transaction is open when all replies are here and positive; {@code now} one is, or is not. */
    boolean leavesInTransaction(boolean now) {
        boolean open = now;
        for (Outstanding outstanding : queue) {
            if (outstanding instanceof Outstanding.EndOfMailData) {
                open = false;
            } else if (outstanding instanceof Outstanding.Forwarded forwarded) {
                open = switch (forwarded.verb()) {
                    case MAIL -> true;
                    case RSET, EHLO, HELO -> false;
                    default -> open;
                };
            }
        }
        return open;
    }

    void clear() {
        queue.clear();
        owed = 0;
    }
}
