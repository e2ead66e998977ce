package org.smtpward.corpus;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.smtpward.maildata.NewlineTreatment;
import org.smtpward.policy.Mode;
import org.smtpward.policy.Policy;
import org.smtpward.policy.RuleId;
import org.smtpward.rewrite.EhloKeywords;
import org.smtpward.rewrite.Tls403;
import org.smtpward.rewrite.Tls403Scope;
import org.smtpward.session.BackendTls;
import org.smtpward.session.ClientTls;
import org.smtpward.session.Limits;
import org.smtpward.session.SessionSettings;

/** How the proxy is configured: the defaults, but for the modes of the rules and for TLS with the backend. */
final class Settings {
    private static final Duration LONG = Duration.ofHours(1);
    private static final Limits LIMITS = new Limits(
            5, 100_000, 10_000, 512, 1024, 12_287, 16_384, 5000, 1_048_576, 1000, LONG, LONG, LONG, LONG, LONG, 0,
            LONG);

    /** STARTTLS is done with the backend, too, when the client does it. */
    static final SessionSettings MIRROR = of(Map.of(), true);

    /** The backend stays in the clear. */
    static final SessionSettings NEVER = of(Map.of(), false);

    private Settings() {}

    /** Those in which a dialogue has its verdict: a backend that wants TLS wants it mirrored. */
    static List<SessionSettings> fitting(Case dialogue) {
        return dialogue.options().contains(Sendmail.Option.TLS_REQUIRED) ? List.of(MIRROR) : List.of(MIRROR, NEVER);
    }

    /** Every rule in {@code mode}, but for {@code sni}, which stays as it is. */
    static SessionSettings all(Mode mode, boolean mirrors) {
        Map<RuleId, Mode> modes = new EnumMap<>(RuleId.class);
        for (RuleId rule : RuleId.values()) {
            modes.put(rule, rule.under(mode));
        }
        return of(modes, mirrors);
    }

    private static SessionSettings of(Map<RuleId, Mode> modes, boolean mirrors) {
        return new SessionSettings(
                LIMITS,
                new Policy(modes, Map.of(), NewlineTreatment.NORMALIZE, NewlineTreatment.NORMALIZE, List.of()),
                Set.of(),
                new EhloKeywords(Set.of()),
                new Tls403(Tls403Scope.KNOWN),
                ClientTls.ENDED_HERE,
                () -> true,
                Set.of("smtp", "esmtp"),
                mirrors ? BackendTls.MIRROR : BackendTls.NEVER,
                Optional.empty());
    }
}
