package org.smtpward;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.smtpward.admin.AdminServer;
import org.smtpward.admin.Endpoint;
import org.smtpward.admin.Overview;
import org.smtpward.admin.Password;
import org.smtpward.admin.Sources;
import org.smtpward.admin.State;
import org.smtpward.config.AdminOptions;
import org.smtpward.config.CertificateFiles;
import org.smtpward.config.Configuration;
import org.smtpward.config.EffectiveValue;
import org.smtpward.config.HostPort;
import org.smtpward.policy.Action;
import org.smtpward.policy.Mode;
import org.smtpward.policy.RuleId;
import org.smtpward.policy.rule.CustomRule;
import org.smtpward.session.MessageResult;
import org.smtpward.tls.CertificateException;
import org.smtpward.tls.KeyFile;
import org.smtpward.tls.KeyProof;
import org.smtpward.tls.Unreadable;

/** Status for the admin server, collected from health, telemetry and configuration, and the files that it needs. */
final class StatusPage {
    private static final Logger LOG = LoggerFactory.getLogger(StatusPage.class);

    private final Health health;
    private final Telemetry telemetry;
    private final Supplier<Serving> serving;
    private final InstantSource clock;
    private volatile List<EffectiveValue> values = List.of();
    private Set<Trouble> troubles = Set.of();
    private Instant since = Instant.EPOCH;

    /** @param serving what is in force */
    StatusPage(Health health, Telemetry telemetry, Supplier<Serving> serving, InstantSource clock) {
        this.health = health;
        this.telemetry = telemetry;
        this.serving = serving;
        this.clock = clock;
    }

    /** These are in force now. */
    void onConfiguration(List<EffectiveValue> inForce) {
        values = inForce;
    }

    Sources sources() {
        return new Sources(
                telemetry.meters(),
                health::problems,
                health::warnings,
                this::overview,
                () -> values,
                telemetry.recentMatches(),
                telemetry.lastHour());
    }

    /** @throws IOException tells the operator which file cannot be used, and why */
    Endpoint endpoint(HostPort address) throws IOException {
        Configuration configuration = serving.get().configuration();
        AdminOptions options = configuration.admin();
        Optional<Password> password = options.passwordFile().isPresent()
                ? Optional.of(password(options.passwordFile().get()))
                : Optional.empty();
        var certificate = options.tls().isPresent()
                ? Optional.of(certificate(options.tls().get()))
                : Optional.<Endpoint.Certificate>empty();
        tellExposure(address, password.isPresent(), certificate.isPresent());
        return new Endpoint(
                address.host(),
                address.port(),
                configuration.proxy().hostname(),
                password,
                options.metricsOpen(),
                options.watchers(),
                certificate);
    }

    /** A certificate that cannot be used is told in the log, and the one before stays: mail does not depend on it. */
    void renewCertificate(@Nullable AdminServer admin) {
        Optional<CertificateFiles> files = serving.get().configuration().admin().tls();
        if (admin == null || files.isEmpty()) {
            return;
        }
        try {
            admin.renew(certificate(files.get())).onFailure(e -> tellRefused(e.getMessage()));
        } catch (IOException e) {
            tellRefused(e.getMessage());
        }
    }

    private static void tellRefused(@Nullable String why) {
        LOG.error("event=admin-certificate result=refused hint=\"the one before stays\" why=\"{}\"", why);
    }

    private static void tellExposure(HostPort address, boolean password, boolean tls) {
        boolean stays = address.literal().filter(ip -> ip.isLoopbackAddress()).isPresent()
                || address.host().equals("localhost");
        if (!stays && !password) {
            LOG.info(
                    "event=admin address={} hint=\"without admin.password-file the page is for this machine"
                            + " only; metrics and health are for all who reach it\"",
                    address);
        } else if (!stays && !tls) {
            LOG.warn("event=admin address={} hint=\"the password goes in the clear; set admin.tls\"", address);
        }
    }

    /** Called on the admin server's event loop alone. */
    private Overview overview() {
        Serving now = serving.get();
        Set<Trouble> found = health.troubles();
        if (!found.equals(troubles)) {
            troubles = found;
            since = clock.instant();
        }
        State state = new StateWords(now.configuration(), now.certificates().leaves(), clock.instant())
                .of(found, Optional.of(since), health.warnings());
        return new Overview(
                state,
                rules(now.configuration()),
                telemetry.sessions(),
                telemetry.meters().messages(MessageResult.ACCEPTED));
    }

    private List<Overview.Rule> rules(Configuration configuration) {
        var rules = new ArrayList<Overview.Rule>();
        for (RuleId rule : RuleId.values()) {
            Map<Action, Long> counts = new EnumMap<>(Action.class);
            for (Action action : Action.values()) {
                counts.put(action, telemetry.meters().matches(rule, action));
            }
            if (rule != RuleId.CUSTOM || !configuration.policy().custom().isEmpty()) {
                rules.add(new Overview.Rule(rule, mode(rule, configuration), counts));
            }
        }
        return rules;
    }

    /** The site's own rules have a mode each. */
    private static String mode(RuleId rule, Configuration configuration) {
        return rule == RuleId.CUSTOM
                ? configuration.policy().custom().stream()
                        .map(CustomRule::mode)
                        .distinct()
                        .sorted()
                        .map(Mode::label)
                        .collect(Collectors.joining("/"))
                : configuration.policy().mode(rule).label();
    }

    private static Password password(Path file) throws IOException {
        try {
            KeyFile.requirePrivate("admin.password-file", file);
            return Password.of(Files.readString(file));
        } catch (CharacterCodingException e) {
            throw new IOException("admin.password-file: %s is not UTF-8".formatted(file), e);
        } catch (FileSystemException e) {
            throw new IOException("admin.password-file: " + Unreadable.text(file, e), e);
        } catch (IllegalArgumentException unfit) {
            throw new IOException("admin.password-file: %s %s".formatted(file, unfit.getMessage()), unfit);
        }
    }

    private static Endpoint.Certificate certificate(CertificateFiles files) throws IOException {
        try {
            KeyProof.require("admin.tls", files);
            return new Endpoint.Certificate(read(files.chain()), read(files.key()));
        } catch (CertificateException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static Buffer read(Path file) throws IOException {
        try {
            return Buffer.buffer(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new IOException("admin.tls: " + Unreadable.text(file, e), e);
        }
    }
}
