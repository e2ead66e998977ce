package org.smtpward;

import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.smtpward.backend.RelayGuard;
import org.smtpward.tls.Expiry;

/**
 * Problems and warnings for {@code /readyz}. A refused reload is a warning: the configuration before it works, and a cluster
 * must not take all gateways out of service for one broken file. Thread safe.
 */
final class Health {
    private static final Logger LOG = LoggerFactory.getLogger(Health.class);

    private final RelayGuard guard;
    private final Telemetry telemetry;
    private final Supplier<List<X509Certificate>> certificates;
    private final InstantSource clock;
    private volatile boolean stopping;
    private volatile boolean reloadRefused;

    /** @param certificates those in force */
    Health(RelayGuard guard, Telemetry telemetry, Supplier<List<X509Certificate>> certificates, InstantSource clock) {
        this.guard = guard;
        this.telemetry = telemetry;
        this.certificates = certificates;
        this.clock = clock;
    }

    void onStopping() {
        stopping = true;
    }

    void onReload(List<String> problems) {
        reloadRefused = !problems.isEmpty();
        telemetry.meters().onConfigReload(problems.isEmpty());
    }

    /** Why no mail is taken at the moment. */
    List<String> problems() {
        return troubles().stream().map(Trouble::text).toList();
    }

    /** The same, for who has words of his own. */
    Set<Trouble> troubles() {
        var troubles = EnumSet.noneOf(Trouble.class);
        if (stopping) {
            troubles.add(Trouble.STOPPING);
        }
        if (guard.isRelaying()) {
            troubles.add(Trouble.BACKEND_RELAYS);
        } else if (guard.isBouncing()) {
            troubles.add(Trouble.BACKEND_BOUNCES);
        } else if (!telemetry.isBackendUp()) {
            troubles.add(Trouble.BACKEND_AWAY);
        } else if (!guard.isOpen()) {
            troubles.add(Trouble.BACKEND_UNCLEAR);
        }
        if (certificates.get().stream().anyMatch(this::hasExpired)) {
            troubles.add(Trouble.CERTIFICATE_EXPIRED);
        }
        return troubles;
    }

    /** What somebody should look at although mail is taken. Short: in a cluster others can read it, too. */
    List<String> warnings() {
        var warnings = new ArrayList<String>();
        if (reloadRefused) {
            warnings.add("the last reload was refused, what was in force before it still is; the log says why");
        }
        if (telemetry.isRedisAway()) {
            warnings.add("Redis does not answer: limits count on this node alone, and new bans do not arrive");
        }
        warnings.addAll(Expiry.warnings(certificates.get(), clock.instant()));
        return warnings;
    }

    /** To be called at the start, after a reload, and once a day. */
    void tellExpiry() {
        for (String warning : Expiry.warnings(certificates.get(), clock.instant())) {
            LOG.warn("event=certificate-expiry why=\"{}\"", warning.replace('"', '\''));
        }
    }

    private boolean hasExpired(X509Certificate certificate) {
        return certificate.getNotAfter().toInstant().isBefore(clock.instant());
    }
}
