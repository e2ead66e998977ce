package org.smtpward.cli;

import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.Map;
import org.smtpward.backend.ProbePatience;
import org.smtpward.backend.Probes;
import org.smtpward.backend.RelayProbe;
import org.smtpward.backend.Source;
import org.smtpward.backend.Sources;
import org.smtpward.backend.TlsProbe;
import org.smtpward.config.BackendOptions;
import org.smtpward.config.Configuration;
import org.smtpward.config.HostPort;
import org.smtpward.config.PublicKeyPin;
import org.smtpward.session.BackendTls;
import org.smtpward.tls.BackendLeg;
import org.smtpward.tls.CertificateException;

/** The part of {@code smtpward check} that talks to the backend: TLS as it is configured, then whether it relays for us. */
final class BackendCheck {
    private static final int MAX_NAME = 200;

    private final BackendOptions options;
    private final ProbePatience patience;
    private final Sayer sayer;

    BackendCheck(Configuration configuration, Sayer sayer) {
        this.options = configuration.backend();
        this.patience = new ProbePatience(
                configuration.limits().session().backendConnect(),
                options.source().probe().patience());
        this.sayer = sayer;
    }

    /** The exit code. */
    int run() {
        BackendLeg leg;
        try {
            leg = BackendLeg.load(options);
        } catch (CertificateException e) {
            sayer.say("error", "backend-tls", e.getMessage());
            return ExitCode.CONFIGURATION;
        }
        try (var probes = new Probes(options, leg)) {
            return run(probes);
        }
    }

    private int run(Probes probes) {
        Map<Source, Boolean> sources = new Sources(options).all();
        int tls = options.tls() == BackendTls.NEVER
                ? ExitCode.OK
                : checkTls(probes, sources.keySet().iterator().next());
        if (tls != ExitCode.OK && options.tls().isDemanded()) {
            return tls;
        }
        int worst = tls;
        for (var source : sources.entrySet()) {
            int relay = checkRelay(probes, source.getKey(), source.getValue());
            if (relay == ExitCode.UNAVAILABLE) {
                return relay;
            }
            worst = relay == ExitCode.OK ? worst : relay;
        }
        return worst;
    }

    private int checkTls(Probes probes, Source source) {
        HostPort backend = options.address();
        return switch (new TlsProbe(probes::eventLoop, patience).ask(probes.connector(), source)) {
            case TlsProbe.Result.Made made -> {
                sayer.say(
                        "ok",
                        "backend-tls",
                        backend + " makes " + made.version() + " with " + shown(made.certificate()));
                yield ExitCode.OK;
            }
            case TlsProbe.Result.NotOffered notOffered -> notOffered(backend);
            case TlsProbe.Result.Failed failed -> {
                sayer.say(
                        "error",
                        "backend-tls",
                        "no TLS with " + backend + ", " + failed.why() + ": " + consequence()
                                + ". See backend.tls-options, or say backend.tls = never");
                yield ExitCode.UNAVAILABLE;
            }
            case TlsProbe.Result.Unreachable unreachable -> {
                if (options.tls().isDemanded()) {
                    sayer.say("error", "backend", backend + " cannot be reached: " + unreachable.why());
                }
                // Else the relay probe is about to say so.
                yield ExitCode.UNAVAILABLE;
            }
        };
    }

    private int notOffered(HostPort backend) {
        boolean demanded = options.tls().isDemanded();
        sayer.say(
                demanded ? "error" : "warning",
                "backend-tls",
                "%s does not offer STARTTLS: %s. Give it a certificate, or say backend.tls = never"
                        .formatted(backend, demanded ? consequence() : "clients have TLS with us only"));
        return demanded ? ExitCode.UNAVAILABLE : ExitCode.OK;
    }

    private String consequence() {
        return "with backend.tls = %s every %s"
                .formatted(
                        options.tls().label(),
                        options.tls().isDemanded() ? "client gets 421" : "STARTTLS of a client gets 454");
    }

    private String shown(X509Certificate certificate) {
        return "%s, key %s, verified by %s"
                .formatted(
                        escaped(certificate.getSubjectX500Principal().getName()),
                        PublicKeyPin.of(certificate.getPublicKey()),
                        switch (options.tlsOptions().verify()) {
                            case NONE -> "nothing";
                            case CA -> "its authority";
                            case PIN -> "its pin";
                        });
    }

    /** The backend has chosen it: printable ASCII stays. */
    private static String escaped(String name) {
        var text = new StringBuilder();
        name.chars().limit(MAX_NAME).forEach(c -> {
            if (c >= ' ' && c < 0x7f) {
                text.append((char) c);
            } else {
                text.append(String.format(Locale.ROOT, "\\u%04x", c));
            }
        });
        return text.toString();
    }

    private int checkRelay(Probes probes, Source source, boolean allowed) {
        HostPort backend = options.address();
        return switch (new RelayProbe(probes::eventLoop, () -> patience).ask(probes.connector(), source)) {
            case RelayProbe.Result.Refuses refuses -> {
                sayer.say(
                        "ok",
                        "backend",
                        "%s answers and does not relay for us from %s: %s"
                                .formatted(backend, source.label(), refuses.reply()));
                yield ExitCode.OK;
            }
            case RelayProbe.Result.Unclear unclear -> {
                sayer.say(
                        "warning",
                        "backend",
                        "%s answers; whether it would relay for us from %s is unclear, %s"
                                .formatted(backend, source.label(), unclear.why()));
                yield ExitCode.OK;
            }
            case RelayProbe.Result.Unreachable unreachable -> {
                sayer.say(
                        "error",
                        "backend",
                        "%s cannot be reached from %s: %s%s"
                                .formatted(
                                        backend, source.label(), unreachable.why(), hint(source, unreachable.why())));
                yield ExitCode.UNAVAILABLE;
            }
            case RelayProbe.Result.WouldRelay relays -> {
                sayer.say(
                        allowed ? "warning" : "error",
                        "backend",
                        allowed
                                ? "%s relays for whoever comes from %s, as allow-relay says"
                                        .formatted(backend, source.label())
                                : relays.explain(backend, source));
                yield allowed ? ExitCode.OK : ExitCode.CONFIGURATION;
            }
        };
    }

    /** A refusal has come back, so answers do. */
    private static String hint(Source source, String why) {
        return source instanceof Source.Borrowed && !why.contains("refused")
                ? ". If it runs, its answers do not come back to us: smtpward network show (docs/network.md)"
                : "";
    }
}
