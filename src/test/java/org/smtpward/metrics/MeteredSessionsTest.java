package org.smtpward.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smtpward.command.Verb;
import org.smtpward.policy.Action;
import org.smtpward.policy.Phase;
import org.smtpward.policy.RuleId;
import org.smtpward.policy.RuleMatch;
import org.smtpward.rewrite.Rewriter;
import org.smtpward.session.ClientHelloFacts;
import org.smtpward.session.CloseCause;
import org.smtpward.session.MessageReport;
import org.smtpward.session.MessageResult;
import org.smtpward.session.SessionFacts;
import org.smtpward.session.SessionListener;
import org.smtpward.session.TlsTrouble;

/** Each thing that happens in a session counts in one series, and in no other. */
class MeteredSessionsTest {
    private static final SessionFacts SESSION = new SessionFacts() {
        @Override
        public String id() {
            return "s-1";
        }

        @Override
        public String listener() {
            return "smtp";
        }

        @Override
        public String clientAddress() {
            return "192.0.2.1";
        }

        @Override
        public int clientPort() {
            return 40000;
        }

        @Override
        public Phase phase() {
            return Phase.CLEAR;
        }

        @Override
        public Optional<ClientHelloFacts> clientHello() {
            return Optional.empty();
        }

        @Override
        public Optional<String> tlsVersion() {
            return Optional.empty();
        }

        @Override
        public Optional<String> verifiedClient() {
            return Optional.empty();
        }
    };

    private final Meters meters = new Meters("1", "r");

    @AfterEach
    void close() {
        meters.close();
    }

    @ParameterizedTest
    @EnumSource
    void commands(Verb verb) {
        for (Phase phase : Phase.values()) {
            counts(
                    listener -> listener.onCommand(verb, phase),
                    "smtpward_commands_total{phase=\"%s\",verb=\"%s\"}".formatted(phase.label(), verb.label()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void ruleMatches(RuleId rule) {
        for (Action action : Action.values()) {
            for (Phase phase : Phase.values()) {
                counts(
                        listener -> listener.onRuleMatch(SESSION, new RuleMatch(rule, action, phase, "why", "")),
                        "smtpward_rule_matches_total{action=\"%s\",phase=\"%s\",rule=\"%s\"}"
                                .formatted(action.label(), phase.label(), rule.label()));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "200, 2xx",
        "250, 2xx",
        "299, 2xx",
        "334, 3xx",
        "354, 3xx",
        "421, 4xx",
        "454, 4xx",
        "500, 5xx",
        "599, 5xx"
    })
    void replies(int code, String replyClass) {
        counts(listener -> listener.onReply(code), "smtpward_replies_total{class=\"%s\"}".formatted(replyClass));
    }

    /** A listener must not throw, whatever it is told. */
    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 99, 199, 600, 999, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void whatIsNoReplyCodeCountsNowhere(int code) {
        assertThat(changed(listener -> listener.onReply(code))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void rewrites(Rewriter rewriter) {
        counts(
                listener -> listener.onReplyRewritten(rewriter),
                "smtpward_replies_rewritten_total{rewriter=\"%s\"}".formatted(rewriter.label()));
    }

    @ParameterizedTest
    @EnumSource
    void messages(MessageResult result) {
        counts(
                listener -> listener.onMessage(SESSION, report(result)),
                "smtpward_messages_total{result=\"%s\"}".formatted(result.label()));
    }

    @ParameterizedTest
    @EnumSource
    void ends(CloseCause cause) {
        counts(
                listener -> listener.onClosed(SESSION, cause),
                "smtpward_sessions_closed_total{cause=\"%s\"}".formatted(cause.label()));
    }

    @ParameterizedTest
    @EnumSource
    void troublesWithTheBackendsTls(TlsTrouble.Kind kind) {
        counts(
                listener -> listener.onBackendTlsTrouble(SESSION, new TlsTrouble(kind, "why")),
                "smtpward_tls_handshakes_total{result=\"%s\",side=\"backend\",version=\"none\"}"
                        .formatted(kind.name().toLowerCase(Locale.ROOT)));
    }

    /** For who shows numbers without a scrape. */
    @Test
    void countsCanBeAskedFor() {
        RuleMatch match = new RuleMatch(RuleId.SNI, Action.MONITOR, Phase.HANDSHAKE, "why", "");
        meters.sessions().onRuleMatch(SESSION, match);
        meters.sessions().onRuleMatch(SESSION, new RuleMatch(RuleId.SNI, Action.MONITOR, Phase.TLS, "why", ""));
        meters.sessions().onRuleMatch(SESSION, new RuleMatch(RuleId.SNI, Action.BLOCK, Phase.TLS, "why", ""));
        meters.sessions().onMessage(SESSION, report(MessageResult.ACCEPTED));
        assertThat(meters.matches(RuleId.SNI, Action.MONITOR)).isEqualTo(2);
        assertThat(meters.matches(RuleId.SNI, Action.BLOCK)).isEqualTo(1);
        assertThat(meters.matches(RuleId.ALPN, Action.MONITOR)).isZero();
        assertThat(meters.messages(MessageResult.ACCEPTED)).isEqualTo(1);
        assertThat(meters.messages(MessageResult.REFUSED)).isZero();
    }

    @Test
    void nothingCountsBeforeItHappens() {
        assertThat(ours().values()).allMatch(value -> value == 0);
    }

    private static MessageReport report(MessageResult result) {
        return new MessageReport(result, OptionalInt.of(250), 5, Optional.empty());
    }

    private void counts(Consumer<SessionListener> happening, String series) {
        assertThat(changed(happening)).isEqualTo(Map.of(series, 1.0));
    }

    private Map<String, Double> changed(Consumer<SessionListener> happening) {
        Map<String, Double> before = ours();
        happening.accept(meters.sessions());
        Map<String, Double> growth = new LinkedHashMap<>();
        ours().forEach((series, value) -> growth.put(series, value - before.getOrDefault(series, 0.0)));
        growth.values().removeIf(grown -> grown == 0);
        return growth;
    }

    /** The counters that a session can move. */
    private Map<String, Double> ours() {
        var samples = new LinkedHashMap<>(Families.of(meters).samples());
        samples.keySet().removeIf(series -> !series.matches("smtpward_.*_total.*"));
        return samples;
    }
}
