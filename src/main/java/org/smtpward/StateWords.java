package org.smtpward;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.smtpward.admin.State;
import org.smtpward.admin.State.Level;
import org.smtpward.config.Configuration;
import org.smtpward.config.ListenerTls;
import org.smtpward.policy.Mode;
import org.smtpward.policy.RuleId;
import org.smtpward.policy.rule.CustomRule;
import org.smtpward.tls.Expiry;

/** Says in one line whether mail passes and is protected. */
final class StateWords {
    private static final String TURNED_AWAY = "clients get 421";

    private final Configuration configuration;
    private final List<X509Certificate> certificates;
    private final Instant now;

    /** @param certificates those in force */
    StateWords(Configuration configuration, List<X509Certificate> certificates, Instant now) {
        this.configuration = configuration;
        this.certificates = certificates;
        this.now = now;
    }

    /**
     * @param since since when there are just these
     * @param warnings what to look at besides
     */
    State of(Set<Trouble> troubles, Optional<Instant> since, List<String> warnings) {
        return troubles.stream()
                .sorted()
                .findFirst()
                .map(trouble -> bad(trouble, since, warnings))
                .orElseGet(() -> works(warnings));
    }

    private State bad(Trouble trouble, Optional<Instant> since, List<String> warnings) {
        return switch (trouble) {
            case STOPPING ->
                new State(
                        Level.BAD,
                        "smtpward stops",
                        Optional.empty(),
                        List.of("transactions may end", "nobody new is served"),
                        warnings);
            case BACKEND_RELAYS ->
                new State(
                        Level.BAD,
                        "The backend %s would relay for everybody through smtpward".formatted(backend()),
                        Optional.empty(),
                        List.of(TURNED_AWAY, "smtpward check says what to do"),
                        warnings);
            case BACKEND_BOUNCES ->
                new State(
                        Level.BAD,
                        "The backend %s rejects mail for its own recipients".formatted(backend()),
                        since,
                        List.of(TURNED_AWAY, "their mail would bounce", "smtpward check says what to do"),
                        warnings);
            case BACKEND_UNCLEAR ->
                new State(
                        Level.BAD,
                        "The backend %s gives no clear answer about mail and relaying".formatted(backend()),
                        since,
                        List.of(TURNED_AWAY, "asked again within a minute", "smtpward check says what it answers"),
                        warnings);
            case BACKEND_AWAY ->
                new State(
                        Level.BAD,
                        "The backend %s does not answer".formatted(backend()),
                        since,
                        List.of(TURNED_AWAY),
                        warnings);
            case CERTIFICATE_EXPIRED ->
                new State(
                        Level.BAD,
                        "A certificate has expired",
                        Optional.empty(),
                        List.of("clients that look at it send no mail", modes()),
                        warnings);
        };
    }

    private State works(List<String> warnings) {
        boolean protects = count(Mode.ENFORCE) > 0;
        return new State(
                protects && warnings.isEmpty() ? Level.GOOD : Level.ATTENTION,
                (protects ? "Protecting %s" : "Only watching %s: nothing is refused").formatted(backend()),
                Optional.empty(),
                List.of("backend answers", certificate(), modes()),
                warnings);
    }

    private String backend() {
        return configuration.backend().address().toString();
    }

    private String certificate() {
        if (certificates.isEmpty()) {
            boolean passesOn =
                    configuration.listeners().stream().anyMatch(listener -> listener.tls() == ListenerTls.PASSTHROUGH);
            return passesOn ? "TLS is the backend's own" : "no certificate, so no STARTTLS";
        }
        long days = certificates.stream()
                .mapToLong(certificate -> Expiry.daysLeft(certificate, now))
                .min()
                .orElseThrow();
        return (certificates.size() == 1 ? "certificate valid %d %s" : "certificates valid %d %s")
                .formatted(days, days == 1 ? "day" : "days");
    }

    private String modes() {
        var words = new ArrayList<String>();
        if (count(Mode.ENFORCE) > 0) {
            words.add("enforcing");
        }
        tell(words, count(Mode.MONITOR), "watching");
        tell(words, count(Mode.OFF), "off");
        return String.join(", ", words);
    }

    private static void tell(Collection<String> words, long count, String what) {
        if (count > 0) {
            words.add("%d %s %s".formatted(count, count == 1 ? "rule" : "rules", what));
        }
    }

    /** Of the site's own rules each counts; their common name has a mode even when there is none. */
    private long count(Mode mode) {
        var policy = configuration.policy();
        long ours = policy.modes().entrySet().stream()
                .filter(rule -> rule.getKey() != RuleId.CUSTOM && rule.getValue() == mode)
                .count();
        return ours
                + policy.custom().stream()
                        .map(CustomRule::mode)
                        .filter(mode::equals)
                        .count();
    }
}
