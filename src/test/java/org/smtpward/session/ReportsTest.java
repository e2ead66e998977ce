package org.smtpward.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smtpward.session.Stage.AFTER_EHLO;
import static org.smtpward.session.Stage.GREETED;
import static org.smtpward.session.Stage.IN_TLS;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smtpward.policy.Mode;
import org.smtpward.policy.Phase;
import org.smtpward.policy.RuleId;
import org.smtpward.policy.RuleMatch;
import org.smtpward.rewrite.Rewriter;

/** What a session tells to metrics and events: everything that happened, and no secret. */
class ReportsTest {
    @Test
    void commandsAreCountedWithTheirPhase() {
        var heard = listen(IN_TLS, """
                C:  nonsense
                S:  500 *
                event unknown-command block *
                C:  QUIT
                >B: QUIT
                B:  221 bye
                S:  221 bye
                closed QUIT
                """);
        assertThat(heard.commands).containsExactly("EHLO CLEAR", "STARTTLS CLEAR", "UNKNOWN TLS", "QUIT TLS");
    }

    @Test
    void repliesAreCountedAsTheClientSeesThem() {
        var heard = listen(GREETED, """
                C:  MAIL FROM:<a@client.example>
                C+: STARTTLS x
                >B: MAIL FROM:<a@client.example>
                B:  403 4.7.0 TLS handshake.
                S:  454 *
                S:  501 *
                """);
        assertThat(heard.replies).containsExactly(220, 454, 501);
        assertThat(heard.rewritten).containsExactly(Rewriter.TLS_403);
    }

    @Test
    void aRewrittenEhloIsCounted() {
        var heard = listen(GREETED, """
                C:  EHLO client.example
                >B: EHLO client.example
                B:  250 mail.example
                S:  250-mail.example
                S:  250 STARTTLS
                """);
        assertThat(heard.rewritten).containsExactly(Rewriter.EHLO_KEYWORDS);
        assertThat(listen(AFTER_EHLO, "").rewritten).isEmpty();
    }

    @Test
    void aMatchShowsItsFirstOctetsAndItsPhase() {
        List<RuleMatch> matches = matches(AFTER_EHLO, "C raw: \\x01BAD \\xff\\r\\n\nS: 500 *");
        assertThat(matches).singleElement().satisfies(match -> {
            assertThat(match.preview()).isEqualTo("\\x01BAD \\xff");
            assertThat(match.phase()).isEqualTo(Phase.CLEAR);
        });
        assertThat(matches(IN_TLS, "C: BAD\nS: 500 *"))
                .singleElement()
                .extracting(RuleMatch::phase)
                .isEqualTo(Phase.TLS);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    a bare CR behind the secret         | AUTH PLAIN c2VjcmV0\\rx\\r\\n
                    a control octet behind the secret   | auth plain c2VjcmV0\\x01\\r\\n
                    a blank before the verb             | \\x20AUTH PLAIN c2VjcmV0\\r\\n
                    an eight-bit octet                  | AUTH PLAIN c2VjcmV0\\xfc\\r\\n
                    another protocol                    | AUTH PLAIN c2VjcmV0 HTTP/1.1\\r\\n
                    """)
    void anAuthCommandIsNeverShown(String reason, String line) {
        assertThat(matches(AFTER_EHLO, "C raw: " + line)).isNotEmpty().allSatisfy(match -> assertThat(match.preview())
                .doesNotContain("c2Vj"));
    }

    @Test
    void anAuthCommandBehindStarttlsIsNeverShown() {
        assertThat(matches(AFTER_EHLO, "C: STARTTLS\nC+: AUTH PLAIN c2VjcmV0"))
                .singleElement()
                .satisfies(match -> assertThat(match.preview()).doesNotContain("c2Vj"));
    }

    /** A client that does not look at replies sends its password where a command is expected. */
    @Test
    void aPasswordBehindARefusedAuthIsNeverShown() {
        String script = """
                C:  AUTH LOGIN
                C+: YWxpY2U=
                C+: c2VjcmV0
                B:  503 5.5.1 no
                """;
        for (Mode mode : Mode.values()) {
            assertThat(matches(AFTER_EHLO.with(RuleId.PIPELINING, mode), script))
                    .isNotEmpty()
                    .allSatisfy(match -> assertThat(match.preview()).doesNotContain("c2Vj"));
        }
    }

    @Test
    void mailDataIsNeverShown() {
        List<RuleMatch> matches = matches(Stage.IN_DATA, "C raw: secret\\nsecret\\r\\n");
        assertThat(matches).singleElement().extracting(RuleMatch::preview).isEqualTo("");
    }

    private static RecordingListener listen(Stage stage, String script) {
        return new Play(stage, Play.Manner.AS_WRITTEN).run(script);
    }

    /** The matches of a script whose other results are of no interest here. */
    private static List<RuleMatch> matches(Stage stage, String script) {
        return new Play(stage, Play.Manner.AS_WRITTEN).runCarelessly(script);
    }
}
