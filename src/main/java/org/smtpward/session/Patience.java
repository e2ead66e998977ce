package org.smtpward.session;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long each side may keep the other waiting. One timer a session, set again when it fires rather than at every octet.
 */
final class Patience {
    /** Long enough for a backend that answers at all; whoever is thrown out need not be kept for one that does not. */
    private static final Duration FAREWELL = Duration.ofSeconds(1);

    /** While we stop: longer than the way to any client and back, short enough for whoever waits for the next start. */
    private static final Duration AT_THE_END = Duration.ofSeconds(2);

    private final Session session;
    private final LongSupplier clock;
    private long lastProgress;
    private final DataRate dataRate;
    private Duration armed = Duration.ZERO;

    Patience(Session session, LongSupplier clock) {
        this.session = session;
        this.clock = clock;
        this.dataRate = new DataRate(session.settings.limits().dataRate());
    }

    /** Somebody has done what it was its turn to do. */
    void onProgress() {
        if (!isLeaving()) {
            lastProgress = clock.getAsLong();
        }
    }

    /** Of a reply only its end counts, or an octet now and then would hold a session for ever. */
    void onBackendOctets() {
        if (session.state instanceof SessionState.PassingOn) {
            onProgress();
        }
    }

    /** Of a command likewise. */
    void onClientOctets() {
        if (session.state instanceof SessionState.MailData || session.state instanceof SessionState.PassingOn) {
            onProgress();
        }
    }

    /** A whole line has arrived. While the backend owes a reply that is no answer to anything. */
    void onClientLine() {
        if (!session.outstanding.isBackendsTurn()) {
            onProgress();
        }
    }

    /** Mail data has arrived. */
    void onMailData(int octets) {
        dataRate.add(octets);
    }

    /** Mail data is about to come. */
    void onMailDataBegins() {
        onProgress();
        dataRate.begin(lastProgress);
        if (dataRate.isWatching(session.state) && armed.compareTo(DataRate.WINDOW) > 0) {
            arm(DataRate.WINDOW);
        }
    }

    /** The proxy is to stop; who has been silent for long is told so at once. */
    void onDrain() {
        if (session.drain().waitsForClient()) {
            onTimer();
        }
    }

    /** A step begins that may have less time than the one before. */
    void restart() {
        lastProgress = clock.getAsLong();
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
        long now = clock.getAsLong();
        if (session.state instanceof SessionState.MailData
                && dataRate.isTooLow(now, session.legs.isBackendWritable())) {
            session.onImpatient(CloseCause.CLIENT_TOO_SLOW);
            return;
        }
        Duration left = limit().minusNanos(now - lastProgress);
        if (left.isPositive()) {
            arm(dataRate.isWatching(session.state) && left.compareTo(DataRate.WINDOW) > 0 ? DataRate.WINDOW : left);
        } else {
            session.onImpatient(cause());
        }
    }

    private Duration limit() {
        Limits limits = session.settings.limits();
        if (session.state instanceof SessionState.Handshaking || isBackendHandshaking()) {
            return limits.tlsHandshake();
        }
        if (isLeaving()) {
            return FAREWELL;
        }
        if (session.state instanceof SessionState.MailData) {
            return isBackendFull() ? limits.backendReply() : limits.clientData();
        }
        if (session.outstanding.isBackendsTurn()) {
            return isGreetingDue() ? limits.backendGreeting() : limits.backendReply();
        }
        return session.drain().waitsForClient() ? AT_THE_END : limits.clientIdle();
    }

    /** The last reply waits for others; unless one of them tells who has a mail, it does not wait for long. */
    private boolean isLeaving() {
        return session.state instanceof SessionState.Leaving && !session.ours.isMailInDoubt();
    }

    private boolean isGreetingDue() {
        Outstanding first = session.outstanding.first();
        return first == Outstanding.GREETING
                || first == Outstanding.NEW_GREETING
                || first == Outstanding.OPENING_HELLO
                || first == Outstanding.OPENING_START_TLS;
    }

    /** Who is to blame if nothing happens any more. */
    private CloseCause cause() {
        if (session.state instanceof SessionState.Handshaking) {
            return CloseCause.CLIENT_TLS_FAILED;
        }
        if (isBackendHandshaking()) {
            return CloseCause.BACKEND_TLS_FAILED;
        }
        if (session.outstanding.isBackendsTurn() || isBackendFull()) {
            return CloseCause.BACKEND_TIMEOUT;
        }
        return session.drain().waitsForClient() ? CloseCause.DRAINED : CloseCause.CLIENT_TIMEOUT;
    }

    /** The client is not read then, so it is not the client that says nothing. */
    private boolean isBackendFull() {
        return session.state instanceof SessionState.MailData && !session.legs.isBackendWritable();
    }

    /** Before the greeting; or STARTTLS has been read and nobody owes a reply. */
    private boolean isBackendHandshaking() {
        return session.opening().isHandshaking()
                || session.state instanceof SessionState.StartingTls && !session.outstanding.isBackendsTurn();
    }
}
