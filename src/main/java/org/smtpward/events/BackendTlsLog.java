package org.smtpward.events;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
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

    private final Map<TlsTrouble.Kind, OncePerMinute> minutes = new EnumMap<>(TlsTrouble.Kind.class);

    /** @param clock nanoseconds that never go back */
    public BackendTlsLog(LongSupplier clock) {
        for (TlsTrouble.Kind kind : TlsTrouble.Kind.values()) {
            minutes.put(kind, new OncePerMinute(clock));
        }
    }

    /** There was no TLS with the backend. */
    public void onTrouble(SessionFacts session, TlsTrouble trouble) {
        if (Objects.requireNonNull(minutes.get(trouble.kind())).isDue()) {
            LOG.warn(
                    "event=backend-tls result={} session={} hint=\"told once a minute; smtpward check tells more\" why=\"{}\"",
                    trouble.kind().name().toLowerCase(Locale.ROOT),
                    session.id(),
                    trouble.why());
        }
    }
}
