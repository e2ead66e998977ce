package org.smtpward.cli;

import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.Map;
import org.smtpward.backend.Expectation;
import org.smtpward.backend.ProbeAdvice;
import org.smtpward.backend.ProbeAnswer;
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

/** The part of {@code smtpward check} that talks to the backend: TLS as configured, then whether it relays and takes mail. */
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
        Map<Source, Expectation> sources = new Sources(options).all();
        int tls = options.tls() == BackendTls.NEVER
                ? ExitCode.OK
                : checkTls(probes, sources.keySet().iterator().next());
        if (tls != ExitCode.OK && options.tls().isDemanded()) {
            return tls;
        }
        int worst = tls;
        for (var source : sources.entrySet()) {
            int relay = checkSource(probes, source.getKey(), source.getValue());
            if (relay == ExitCode.UNAVAILABLE) {
                return Math.max(worst, relay);
            }
            worst = Math.max(worst, relay);
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

    private int checkSource(Probes probes, Source source, Expectation expected) {
        // Even where nothing depends on the answers, an operator wants to know whether the backend is there.
        var question = new RelayProbe.Question(!expected.mayRelay(), localRecipient());
        var probe = new RelayProbe(probes::eventLoop, () -> patience);
        return switch (probe.ask(probes.connector(), source, question)) {
            case RelayProbe.Result.Unreachable unreachable -> {
                sayer.say(
                        "error",
                        "backend",
                        "%s cannot be reached from %s: %s%s"
                                .formatted(
                                        options.address(),
                                        source.label(),
                                        unreachable.why(),
                                        hint(source, unreachable.why())));
                yield ExitCode.UNAVAILABLE;
            }
            case RelayProbe.Result.Answered answered -> {
                int relay =
                        answered.relay().map(found -> checkRelay(source, found)).orElseGet(() -> tellAllowed(source));
                yield Math.max(relay, checkMail(source, expected, answered));
            }
        };
    }

    private int tellAllowed(Source source) {
        sayer.say(
                "ok",
                "backend",
                "%s answers; it may relay for clients from %s, so it is not asked whether it does"
                        .formatted(options.address(), source.label()));
        return ExitCode.OK;
    }

    private int checkRelay(Source source, ProbeAnswer answer) {
        return switch (answer.meaning()) {
            case REJECTED, AUTH_FIRST -> {
                sayer.say(
                        "ok",
                        "backend",
                        "%s answers and does not relay for us from %s: %s"
                                .formatted(options.address(), source.label(), answer.reply()));
                yield ExitCode.OK;
            }
            case ACCEPTED -> {
                sayer.say("error", "backend", ProbeAdvice.relays(options.address(), source, answer));
                yield ExitCode.CONFIGURATION;
            }
            case UNCLEAR -> unclear(source, answer, "whether it relays");
        };
    }

    private int checkMail(Source source, Expectation expected, RelayProbe.Result.Answered answered) {
        ProbeAnswer answer = answered.local();
        switch (answer.meaning()) {
            case ACCEPTED -> {
                sayer.say(
                        "ok",
                        "backend",
                        "%s takes mail for <%s> from %s: %s"
                                .formatted(options.address(), localRecipient(), source.label(), answer.reply()));
                return ExitCode.OK;
            }
            case AUTH_FIRST -> {
                sayer.say(
                        "warning",
                        "backend",
                        "%s takes mail only from clients that authenticate or use the TLS that it demands: from %s it answered %s"
                                .formatted(options.address(), source.label(), answer.words()));
                return ExitCode.OK;
            }
            case REJECTED, UNCLEAR -> {
                if (expected.mail() != Expectation.Mail.REQUIRED) {
                    sayer.say(
                            "warning",
                            "backend",
                            "%s does not take mail from %s, it answered %s (%s)"
                                    .formatted(
                                            options.address(),
                                            source.label(),
                                            answer.words(),
                                            ProbeAdvice.tolerated(source, answered)));
                    return ExitCode.OK;
                }
                if (answer.meaning() == ProbeAnswer.Meaning.REJECTED) {
                    sayer.say(
                            "error",
                            "backend",
                            ProbeAdvice.bounces(options.address(), source, localRecipient(), answer));
                    return ExitCode.CONFIGURATION;
                }
                // The same reply answers both questions when it came before the recipients.
                return answered.relay().filter(answer::equals).isPresent()
                        ? ExitCode.UNAVAILABLE
                        : unclear(source, answer, "whether it takes mail");
            }
        }
        throw new IllegalStateException("a meaning without a case");
    }

    private int unclear(Source source, ProbeAnswer answer, String what) {
        sayer.say(
                "error",
                "backend",
                "%s answers, but %s from %s is unclear: it answered %s; clients would get 421 until that changes"
                        .formatted(options.address(), what, source.label(), answer.words()));
        return ExitCode.UNAVAILABLE;
    }

    private String localRecipient() {
        return options.source().probe().localRecipient();
    }

    /** A refusal has come back, so answers do. */
    private static String hint(Source source, String why) {
        return source instanceof Source.Borrowed && !why.contains("refused")
                ? ". If it runs, its answers do not come back to us: smtpward network show (docs/network.md)"
                : "";
    }
}
