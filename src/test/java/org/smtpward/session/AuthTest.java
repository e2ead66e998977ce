package org.smtpward.session;

import static org.smtpward.session.Dialogue.play;
import static org.smtpward.session.Stage.AFTER_EHLO;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smtpward.policy.Mode;
import org.smtpward.policy.RuleId;

/** AUTH (RFC 4954): after 334 the next line is no command, whatever it looks like. */
class AuthTest {
    @Test
    void anExchangePassesLineByLine() {
        play(AFTER_EHLO, """
                C:  AUTH LOGIN
                >B: AUTH LOGIN
                B:  334 VXNlcm5hbWU6
                S:  334 VXNlcm5hbWU6
                C:  YWxpY2U=
                >B: YWxpY2U=
                B:  334 UGFzc3dvcmQ6
                S:  334 UGFzc3dvcmQ6
                C:  c2VjcmV0
                >B: c2VjcmV0
                B:  235 2.0.0 OK Authenticated
                S:  235 2.0.0 OK Authenticated
                C:  NOOP
                >B: NOOP
                B:  250 ok
                S:  250 ok
                """);
    }

    @Test
    void anInitialResponsePasses() {
        play(AFTER_EHLO, """
                C:  AUTH PLAIN AGFsaWNlAHNlY3JldA==
                >B: AUTH PLAIN AGFsaWNlAHNlY3JldA==
                B:  235 2.0.0 OK Authenticated
                S:  235 2.0.0 OK Authenticated
                """);
    }

    /** It may look like any command that is base64. */
    @Test
    void aResponseIsNoCommand() {
        play(AFTER_EHLO, """
                C:  AUTH X
                >B: AUTH X
                B:  334
                S raw: 334\\r\\n
                C raw: \\r\\n
                >B raw: \\r\\n
                B:  334 +
                S:  334 +
                C:  QUIT
                >B: QUIT
                B:  535 5.7.0 no
                S:  535 5.7.0 no
                """);
    }

    @Test
    void afterACancelledExchangeCommandsFollow() {
        play(AFTER_EHLO, """
                C:  AUTH LOGIN
                >B: AUTH LOGIN
                B:  334 VXNlcm5hbWU6
                S:  334 VXNlcm5hbWU6
                C:  *
                >B raw: *\\r\\n
                B:  501 5.0.0 AUTH aborted
                S:  501 5.0.0 AUTH aborted
                C:  NOOP
                >B: NOOP
                B:  250 ok
                S:  250 ok
                """);
    }

    @Test
    void afterARefusedLoginCommandsFollow() {
        play(AFTER_EHLO, """
                C:  AUTH LOGIN
                >B: AUTH LOGIN
                B:  334 VXNlcm5hbWU6
                S:  334 VXNlcm5hbWU6
                C:  YWxpY2U=
                >B: YWxpY2U=
                B:  535 5.7.0 authentication failed
                S:  535 5.7.0 authentication failed
                C:  FOO
                S:  500 5.5.1 Command unrecognized
                event unknown-command block no command of SMTP
                """);
    }

    /** The backend would repeat it (8.15.2), and a browser would read it: the exchange is cancelled in its place. */
    @Test
    void aResponseThatIsNoBase64IsCancelled() {
        play(AFTER_EHLO, """
                C:  AUTH LOGIN
                >B: AUTH LOGIN
                B:  334 VXNlcm5hbWU6
                S:  334 VXNlcm5hbWU6
                C:  <script>alert(1)</script>
                >B raw: *\\r\\n
                event command-syntax block an answer to AUTH that is no base64
                B:  501 5.0.0 AUTH aborted
                S:  501 5.0.0 AUTH aborted
                C:  NOOP
                >B: NOOP
                """);
    }

    @Test
    void inMonitorModeAResponseThatIsNoBase64Passes() {
        play(AFTER_EHLO.with(RuleId.COMMAND_SYNTAX, Mode.MONITOR), """
                C:  AUTH LOGIN
                >B: AUTH LOGIN
                B:  334 VXNlcm5hbWU6
                S:  334 VXNlcm5hbWU6
                C:  %%%
                >B: %%%
                event command-syntax monitor an answer to AUTH that is no base64
                B:  501 5.5.4 cannot decode AUTH parameter
                S:  501 5.5.4 cannot decode AUTH parameter
                """);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AUTH <b>x</b>",
                "AUTH PLAIN <svg onload=x>",
                "AUTH PLAIN a b",
                "AUTH PLAIN=",
                "AUTH x.y",
                "AUTH ABCDEFGHIJKLMNOPQRSTU"
            })
    void anAuthCommandThatCannotBeRightIsRefused(String line) {
        play(AFTER_EHLO, """
                C:  %s
                S:  501 5.5.2 Syntax error in the arguments of AUTH
                >B: nothing
                event command-syntax block *
                """.formatted(line));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AUTH",
                "AUTH ",
                "auth\\tplain",
                "AUTH PLAIN =",
                "AUTH PLAIN AGE=",
                "AUTH PLAIN AGE",
                "AUTH SCRAM-SHA-256 biwsbj0r/Yy==",
                "AUTH X_Y abc= ",
                "AUTH ABCDEFGHIJKLMNOPQRST"
            })
    void anAuthCommandThatCouldBeRightPasses(String line) {
        play(AFTER_EHLO, """
                C raw: %s\\r\\n
                >B raw: %s\\r\\n
                B:  504 5.3.3 no
                S:  504 5.3.3 no
                """.formatted(line, line));
    }

    /** They would be answers only if a 334 asked for them, and commands if not. */
    @Test
    void octetsBehindAuthEndTheSession() {
        play(AFTER_EHLO, """
                C:  AUTH LOGIN
                >B: AUTH LOGIN
                C:  YWxpY2U=
                event pipelining block octets behind AUTH, before its reply
                B:  334 VXNlcm5hbWU6
                S:  554 5.5.0 mail.example Protocol error: unauthorized pipelining
                >B: nothing
                closed BLOCKED
                """);
    }

    /** Some clients send user name and password without waiting: each is a response only if a 334 asked for it. */
    @Test
    void withoutTheRuleWhatFollowsAuthWaitsForItsReply() {
        play(AFTER_EHLO.with(RuleId.PIPELINING, Mode.OFF), """
                C:  AUTH LOGIN
                C+: YWxpY2U=
                C+: c2VjcmV0
                C+: NOOP
                >B: AUTH LOGIN
                >B: nothing
                B:  334 VXNlcm5hbWU6
                S:  334 VXNlcm5hbWU6
                >B: YWxpY2U=
                >B: nothing
                B:  334 UGFzc3dvcmQ6
                S:  334 UGFzc3dvcmQ6
                >B: c2VjcmV0
                >B: nothing
                B:  235 2.0.0 OK Authenticated
                S:  235 2.0.0 OK Authenticated
                >B: NOOP
                B:  250 ok
                S:  250 ok
                """);
    }

    @Test
    void aResponseMayBeAsLongAsTheLimit() {
        String response = "A".repeat(12_285);
        play(AFTER_EHLO, """
                C:  AUTH GSSAPI
                >B: AUTH GSSAPI
                B:  334
                S raw: 334\\r\\n
                C:  %s
                >B: %s
                B:  535 5.7.0 no
                S:  535 5.7.0 no
                """.formatted(response, response));
    }

    /** Only closing is sure to leave nothing behind: the backend waits for an answer. */
    @Test
    void aResponseOverTheLimitEndsTheSession() {
        play(AFTER_EHLO, """
                C:  AUTH GSSAPI
                >B: AUTH GSSAPI
                B:  334
                S raw: 334\\r\\n
                C:  %s
                >B: nothing
                S:  500 5.5.2 Line too long
                closed BLOCKED
                """.formatted("A".repeat(12_286)));
    }
}
