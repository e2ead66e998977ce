package org.smtpward;

import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.smtpward.backend.BackendConnector;
import org.smtpward.backend.Sources;
import org.smtpward.config.Configuration;
import org.smtpward.config.ListenerOptions;
import org.smtpward.config.ListenerTls;
import org.smtpward.listener.ListenerParts;
import org.smtpward.rewrite.EhloKeywords;
import org.smtpward.rewrite.Tls403;
import org.smtpward.session.ClientTls;
import org.smtpward.session.ReceivedField;
import org.smtpward.session.SessionSettings;
import org.smtpward.tls.BackendLeg;
import org.smtpward.tls.CertificateException;
import org.smtpward.tls.Certificates;

/**
 * Immutable snapshot of the loaded configuration. A reload swaps it for new sessions; open sessions keep theirs.
 *
 * @param configuration what was read
 * @param certificates what stood in the files that it names
 * @param connector makes connections to the backend, with TLS as configured
 * @param sources as whom
 * @param listeners by name
 */
record Serving(
        Configuration configuration,
        Certificates certificates,
        BackendConnector connector,
        Sources sources,
        Map<String, ListenerParts> listeners) {
    /** For the time before the start. */
    static Serving nobody(Configuration configuration, BackendConnector connector) {
        return new Serving(configuration, Certificates.NONE, connector, new Sources(configuration.backend()), Map.of());
    }

    static Serving load(Configuration configuration, BackendConnector connector, Telemetry telemetry)
            throws CertificateException {
        Certificates certificates = Certificates.load(configuration.tls());
        BackendConnector overLeg = connector.over(BackendLeg.load(configuration.backend()));
        Sources sources = new Sources(configuration.backend());
        return new Serving(
                configuration,
                certificates,
                overLeg,
                sources,
                configuration.listeners().stream()
                        .collect(Collectors.toUnmodifiableMap(
                                ListenerOptions::name,
                                options -> parts(options, configuration, certificates, overLeg, sources, telemetry))));
    }

    ListenerParts listener(String name) {
        return Objects.requireNonNull(listeners.get(name));
    }

    private static ListenerParts parts(
            ListenerOptions options,
            Configuration configuration,
            Certificates certificates,
            BackendConnector connector,
            Sources sources,
            Telemetry telemetry) {
        return new ListenerParts(
                options.name(),
                options.tls() == ListenerTls.IMPLICIT,
                configuration.proxy().hostname(),
                settings(options, configuration, certificates),
                certificates,
                options.trustedProxies(),
                configuration.limits().proxyHeader(),
                connector,
                sources,
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
                configuration.backend().tls(),
                switch (configuration.backend().source().trace()) {
                    case OFF -> Optional.empty();
                    case RECEIVED ->
                        Optional.of(new ReceivedField(configuration.proxy().hostname(), InstantSource.system()));
                });
    }
}
