package org.smtpward.session;

import static org.smtpward.session.Dialogue.play;
import static org.smtpward.session.Stage.AFTER_EHLO;
import static org.smtpward.session.Stage.IN_TRANSACTION;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The backend's replies are input: what is no reply, or not the kind that can be here, is not passed on. */
class MalformedReplyTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    no code                  | hello
                    a short code             | 25 ok
                    a code of four digits    | 2500 ok
                    a code outside SMTP      | 150 ok
                    a code outside SMTP      | 650 ok
                    a letter in the code     | 2x0 ok
                    nothing but a line end   | ""
                    neither space nor hyphen | 250.ok
                    a control octet          | 250\\tok
                    another code in the text | 250-one\\r\\n550 two
                    a bare CR                | 250 ok\\r250 ok
                    another protocol         | HTTP/1.1 200 OK
                    """)
    void aMalformedReplyEndsTheSession(String what, String reply) {
        play(AFTER_EHLO, """
                C:  NOOP
                >B: NOOP
                B raw: %s\\r\\n
                S:  421 4.3.0 mail.example Internal trouble, try again later
                closed BACKEND_PROTOCOL
                """.formatted(reply));
    }

    @Test
    void anEndlessReplyLineEndsTheSession() {
        play(AFTER_EHLO, """
                C:  HELP
                >B: HELP
                B raw: 214 %s
                S:  421 4.3.0 mail.example Internal trouble, try again later
                closed BACKEND_PROTOCOL
                """.formatted("a".repeat(2045)));
    }

    @Test
    void anEndlessReplyEndsTheSession() {
        play(AFTER_EHLO.replyLines(6), """
                C:  HELP
                >B: HELP
                B raw: %s
                S:  nothing
                B:  214-7
                S:  421 4.3.0 mail.example Internal trouble, try again later
                closed BACKEND_PROTOCOL
                """.formatted("214-x\\r\\n".repeat(6)));
    }

    @Test
    void aLongReplyWithinTheLimitPasses() {
        play(AFTER_EHLO.replyLines(6), """
                C:  HELP
                >B: HELP
                B raw: %s214 end\\r\\n
                S raw: %s214 end\\r\\n
                """.formatted("214-x\\r\\n".repeat(5), "214-x\\r\\n".repeat(5)));
    }

    /** Many clients look at the first digit only, and would send their mail where we read commands. */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({"DATA, 355 go ahead", "DATA, 334 go ahead", "AUTH X, 354 go ahead"})
    void anInvitationOfAnotherKindEndsTheSession(String command, String reply) {
        play(IN_TRANSACTION, """
                C:  %s
                >B: %s
                B:  %s
                S:  421 4.3.0 mail.example Internal trouble, try again later
                closed BACKEND_PROTOCOL
                """.formatted(command, command, reply));
    }
}
