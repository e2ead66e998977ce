package org.smtpward.session;

import static org.smtpward.session.Dialogue.play;
import static org.smtpward.session.Stage.GREETED;
import static org.smtpward.session.Stage.IN_TLS;

import org.junit.jupiter.api.Test;

/** EHLO and HELO, and the keywords that the client may see (RFC 5321 §4.1.1.1). */
class HelloTest {
    @Test
    void keywordsThatWouldBreakTheProxyAreRemoved() {
        play(GREETED, """
                C:  EHLO client.example
                >B: EHLO client.example
                B:  250-mail.example Hello
                B+: 250-PIPELINING
                B+: 250-CHUNKING
                B+: 250-BINARYMIME
                B+: 250-XCLIENT NAME ADDR
                B+: 250-XFORWARD NAME
                B+: 250-STARTTLS
                B+: 250 HELP
                S:  250-mail.example Hello
                S:  250-PIPELINING
                S:  250-STARTTLS
                S:  250 HELP
                """);
    }

    @Test
    void theLastLineIsMarkedAsTheLastWhenTheLastKeywordIsRemoved() {
        play(GREETED, """
                C:  EHLO client.example
                >B: EHLO client.example
                B:  250-mail.example Hello
                B+: 250-STARTTLS
                B+: 250-PIPELINING
                B+: 250 chunking
                S:  250-mail.example Hello
                S:  250-STARTTLS
                S:  250 PIPELINING
                """);
    }

    @Test
    void starttlsIsAddedWhenTheBackendDoesNotHaveIt() {
        play(GREETED, """
                C:  EHLO client.example
                >B: EHLO client.example
                B:  250-mail.example Hello
                B+: 250 HELP
                S:  250-mail.example Hello
                S:  250-HELP
                S:  250 STARTTLS
                """);
    }

    @Test
    void starttlsIsAddedToAReplyWithoutKeywords() {
        play(GREETED, """
                C:  EHLO client.example
                >B: EHLO client.example
                B:  250 mail.example Hello
                S:  250-mail.example Hello
                S:  250 STARTTLS
                """);
    }

    @Test
    void starttlsIsRemovedWhenTheListenerDoesNotHaveIt() {
        play(GREETED.withoutStartTls(), """
                C:  EHLO client.example
                >B: EHLO client.example
                B:  250-mail.example Hello
                B+: 250 STARTTLS
                S:  250 mail.example Hello
                """);
    }

    @Test
    void starttlsIsRemovedWithoutCertificate() {
        play(GREETED.withoutCertificate(), """
                C:  EHLO client.example
                >B: EHLO client.example
                B:  250-mail.example Hello
                B+: 250-STARTTLS
                B+: 250 HELP
                S:  250-mail.example Hello
                S:  250 HELP
                """);
    }

    /** RFC 3207 §4.2. */
    @Test
    void starttlsIsNotOfferedInsideTls() {
        play(IN_TLS, """
                C:  EHLO client.example
                >B: EHLO client.example
                B:  250-mail.example Hello
                B+: 250-STARTTLS
                B+: 250 HELP
                S:  250-mail.example Hello
                S:  250 HELP
                """);
    }

    @Test
    void theOperatorHidesKeywords() {
        play(GREETED.withoutStartTls().hiding("etrn", "DSN"), """
                C:  EHLO client.example
                >B: EHLO client.example
                B:  250-mail.example Hello
                B+: 250-ETRN
                B+: 250-DSNX
                B+: 250-DSN
                B+: 250 SIZE 1000000
                S:  250-mail.example Hello
                S:  250-DSNX
                S:  250 SIZE 1000000
                """);
    }

    @Test
    void theReplyToHeloStaysAsItIs() {
        play(GREETED, """
                C:  HELO client.example
                >B: HELO client.example
                B:  250 mail.example Hello
                S:  250 mail.example Hello
                """);
    }

    @Test
    void aRefusedEhloPassesAndHeloMayFollow() {
        play(GREETED, """
                C:  EHLO client.example
                >B: EHLO client.example
                B:  500 5.5.1 Command unrecognized: "EHLO client.example"
                S:  500 5.5.1 Command unrecognized: "EHLO client.example"
                C:  HELO client.example
                >B: HELO client.example
                B:  250 mail.example Hello
                S:  250 mail.example Hello
                """);
    }

    /** An old client's quirk: harmless, since what follows is read as the reply allows. */
    @Test
    void whatFollowsHeloWaitsForItsReply() {
        play(GREETED, """
                C:  HELO client.example
                C+: MAIL FROM:<a@client.example>
                >B: HELO client.example
                >B: nothing
                B:  250 mail.example Hello
                S:  250 mail.example Hello
                >B: MAIL FROM:<a@client.example>
                B:  250 2.1.0 ok
                S:  250 2.1.0 ok
                """);
    }
}
