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
    private Duration armed = Duration.ZERO;

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
        arm(limit());
    }

    /** An event has been dealt with: it may be somebody's turn now who has less time than the timer gives. */
    void onSettled() {
        Duration limit = limit();
        if (limit.compareTo(armed) < 0) {
            arm(limit);
        }
    }

    private void arm(Duration time) {
        armed = time;
        session.legs.schedule(time, this::onTimer);
    }

    private void onTimer() {
        if (session.isClosed()) {
            return;
        }
        Duration left = limit().minusNanos(clock.getAsLong() - lastProgress);
        if (left.isPositive()) {
            arm(left);
        } else {
            session.onImpatient(cause());
        }
    }

    private Duration limit() {
        Limits limits = session.settings.limits();
        if (session.state instanceof SessionState.Handshaking || isBackendHandshaking()) {
            return limits.tlsHandshake();
        }
        return session.outstanding.isBackendsTurn() ? limits.backendReply() : limits.clientIdle();
    }

    /** Who is to blame if nothing happens any more. */
    private CloseCause cause() {
        if (session.state instanceof SessionState.Handshaking) {
            return CloseCause.CLIENT_TLS_FAILED;
        }
        boolean backendsTurn = session.outstanding.isBackendsTurn() || isBackendHandshaking();
        return backendsTurn ? CloseCause.BACKEND_TIMEOUT : CloseCause.CLIENT_TIMEOUT;
    }

    /** STARTTLS has been read and nobody owes a reply: the handshake with the backend is under way. */
    private boolean isBackendHandshaking() {
        return session.state instanceof SessionState.StartingTls && !session.outstanding.isBackendsTurn();
    }
}
