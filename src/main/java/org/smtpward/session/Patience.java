package org.smtpward.session;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long each side may keep the other waiting. One timer a session, set again when it fires rather than at every octet.
 */
final class Patience {
    private final Session session;
    private final LongSupplier clock;
    private long lastProgress;

    Patience(Session session, LongSupplier clock) {
        this.session = session;
        this.clock = clock;
    }

    /** An octet has arrived. */
    void onProgress() {
        lastProgress = clock.getAsLong();
    }

    /** A step begins that may have less time than the one before. */
    void restart() {
        onProgress();
        session.legs.schedule(limit(), this::onTimer);
    }

    private void onTimer() {
        if (session.isClosed()) {
            return;
        }
        Duration left = limit().minusNanos(clock.getAsLong() - lastProgress);
        if (left.isPositive()) {
            session.legs.schedule(left, this::onTimer);
        } else {
            session.onImpatient(cause());
        }
    }

    private Duration limit() {
        Limits limits = session.settings.limits();
        return switch (cause()) {
            case CLIENT_TLS_FAILED -> limits.tlsHandshake();
            case BACKEND_TIMEOUT -> limits.backendReply();
            default -> limits.clientIdle();
        };
    }

    /** Who is to blame if nothing happens any more. */
    private CloseCause cause() {
        if (session.state instanceof SessionState.Handshaking) {
            return CloseCause.CLIENT_TLS_FAILED;
        }
        return session.outstanding.isBackendsTurn() ? CloseCause.BACKEND_TIMEOUT : CloseCause.CLIENT_TIMEOUT;
    }
}
