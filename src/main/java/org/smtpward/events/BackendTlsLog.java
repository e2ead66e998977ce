package org.smtpward.events;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.smtpward.session.SessionFacts;
import org.smtpward.session.TlsTrouble;

/**
 * Says why there is no TLS with the backend, for each kind of reason at most once a minute: every session may meet the same,
 * and the metric counts them all. Thread safe.
 */
public final class BackendTlsLog {
    private static final Logger LOG = LoggerFactory.getLogger("org.smtpward.backend");
    private static final long BETWEEN_LINES = Duration.ofMinutes(1).toNanos();

    private final LongSupplier clock;
    private final AtomicLongArray next = new AtomicLongArray(TlsTrouble.Kind.values().length);

    /** @param clock nanoseconds that never go back */
    public BackendTlsLog(LongSupplier clock) {
        this.clock = clock;
        for (int i = 0; i < next.length(); i++) {
            next.set(i, clock.getAsLong());
        }
    }

    /** There was no TLS with the backend. */
    public void onTrouble(SessionFacts session, TlsTrouble trouble) {
        int kind = trouble.kind().ordinal();
        long now = clock.getAsLong();
        long due = next.get(kind);
        if (now - due >= 0 && next.compareAndSet(kind, due, now + BETWEEN_LINES)) {
            LOG.warn(
                    "event=backend-tls result={} session={} hint=\"told once a minute; smtpward check tells more\" why=\"{}\"",
                    trouble.kind().name().toLowerCase(Locale.ROOT),
                    session.id(),
                    trouble.why());
        }
    }
}
