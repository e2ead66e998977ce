package org.smtpward.session;

import static org.smtpward.session.Dialogue.play;
import static org.smtpward.session.Stage.AFTER_EHLO;

import org.junit.jupiter.api.Test;

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

    /** No rule looks at a response: it may look like anything. */
    @Test
    void aResponseIsNoCommand() {
        play(AFTER_EHLO, """
                C:  AUTH X
                >B: AUTH X
                B:  334
                S raw: 334\\r\\n
                C:  GET / HTTP/1.1
                >B: GET / HTTP/1.1
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

    /** Some clients send user name and password without waiting: each is a response only if a 334 asked for it. */
    @Test
    void whatFollowsAuthWaitsForItsReply() {
        play(AFTER_EHLO, """
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
