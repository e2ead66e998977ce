package org.smtpward;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.smtpward.backend.BackendConnector;
import org.smtpward.config.Configuration;
import org.smtpward.config.ListenerOptions;
import org.smtpward.config.ListenerTls;
import org.smtpward.listener.ListenerParts;
import org.smtpward.rewrite.EhloKeywords;
import org.smtpward.rewrite.Tls403;
import org.smtpward.session.ClientTls;
import org.smtpward.session.SessionSettings;
import org.smtpward.tls.BackendLeg;
import org.smtpward.tls.CertificateException;
import org.smtpward.tls.Certificates;

/**
 * What new sessions are made of, from one reading of the configuration. A reload replaces it whole; sessions that have begun
 * keep the one they began with.
 *
 * @param configuration what was read
 * @param certificates what stood in the files that it names
 * @param backendLeg how the backend leg gets TLS
 * @param listeners by name
 */
record Serving(
        Configuration configuration,
        Certificates certificates,
        BackendLeg backendLeg,
        Map<String, ListenerParts> listeners) {
    /** For the time before the start. */
    static Serving nobody(Configuration configuration) {
        return new Serving(configuration, Certificates.NONE, BackendLeg.CLEAR, Map.of());
    }

    static Serving load(Configuration configuration, BackendConnector connector, Telemetry telemetry)
            throws CertificateException {
        Certificates certificates = Certificates.load(configuration.tls());
        BackendLeg backendLeg = BackendLeg.load(configuration.backend());
        BackendConnector overLeg = connector.over(backendLeg);
        return new Serving(
                configuration,
                certificates,
                backendLeg,
                configuration.listeners().stream()
                        .collect(Collectors.toUnmodifiableMap(
                                ListenerOptions::name,
                                options -> parts(options, configuration, certificates, overLeg, telemetry))));
    }

    ListenerParts listener(String name) {
        return Objects.requireNonNull(listeners.get(name));
    }

    private static ListenerParts parts(
            ListenerOptions options,
            Configuration configuration,
            Certificates certificates,
            BackendConnector connector,
            Telemetry telemetry) {
        return new ListenerParts(
                options.name(),
                options.tls() == ListenerTls.IMPLICIT,
                configuration.proxy().hostname(),
                settings(options, configuration, certificates),
                certificates,
                connector,
                telemetry,
                telemetry);
    }

    private static SessionSettings settings(
            ListenerOptions options, Configuration configuration, Certificates certificates) {
        return new SessionSettings(
                configuration.limits().session(),
                configuration.policy().policy(),
                Set.copyOf(configuration.commands().extra()),
                new EhloKeywords(Set.copyOf(configuration.ehlo().hide())),
                new Tls403(configuration.rewrite().tls403()),
                switch (options.tls()) {
                    case STARTTLS -> ClientTls.ENDED_HERE;
                    case PASSTHROUGH -> ClientTls.PASSED_ON;
                    case OFF, IMPLICIT -> ClientTls.NONE;
                },
                certificates::isUsable,
                Set.copyOf(configuration.tls().alpn()),
                configuration.backend().tls());
    }
}
