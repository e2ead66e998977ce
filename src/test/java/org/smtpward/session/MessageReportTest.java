package org.smtpward.session;

import static org.smtpward.session.Dialogue.play;
import static org.smtpward.session.Dialogue.playUncut;
import static org.smtpward.session.Stage.IN_DATA;

import org.junit.jupiter.api.Test;
import org.smtpward.maildata.NewlineTreatment;

/** Each message has one report, with its octets as the client sent them, its reply and its name at the backend. */
class MessageReportTest {
    @Test
    void anAcceptedMessageHasItsQueueId() {
        play(IN_DATA, """
                C:  Subject: hello
                C:
                C:  .
                >B: Subject: hello
                >B:
                >B: .
                B:  250 2.0.0 7AUN2u1I012345 Message accepted for delivery
                S:  250 2.0.0 7AUN2u1I012345 Message accepted for delivery
                message ACCEPTED 250 21 7AUN2u1I012345
                """);
    }

    @Test
    void whatIsRepairedCountsAsTheClientSentIt() {
        play(IN_DATA, """
                C raw: one\\ntwo\\r\\n.\\r\\n
                >B raw: one\\r\\ntwo\\r\\n.\\r\\n
                B:  250 2.0.0 accepted
                S:  250 2.0.0 accepted
                event bare-newline rewrite *
                message ACCEPTED 250 12 none
                """);
    }

    /** Commands behind it are no mail data. */
    @Test
    void octetsEndWithTheEndOfMailData() {
        play(IN_DATA, """
                C:  .
                C+: QUIT
                >B: .
                >B: QUIT
                B:  250 2.0.0 accepted
                B+: 221 2.0.0 mail.example closing connection
                S:  250 2.0.0 accepted
                S:  221 2.0.0 mail.example closing connection
                message ACCEPTED 250 3 none
                closed QUIT
                """);
    }

    @Test
    void theBackendsRefusalHasItsCodeAndNoQueueId() {
        play(IN_DATA, """
                C:  .
                >B: .
                B:  451 4.7.1 7AUN2u1I012345 Message accepted for delivery
                S:  451 4.7.1 7AUN2u1I012345 Message accepted for delivery
                message REFUSED 451 3 none
                """);
    }

    @Test
    void ourRefusalHasOurs() {
        play(IN_DATA.newlines(NewlineTreatment.NORMALIZE, NewlineTreatment.REJECT), """
                C raw: a\\nb\\r\\n.\\r\\n
                >B raw: a
                S:  554 *
                event bare-newline block *
                message REFUSED 554 8 none
                closed BLOCKED
                """);
    }

    @Test
    void theBackendsFarewellInTheMiddleIsTheReply() {
        play(IN_DATA, """
                C raw: half a line
                >B raw: half a line
                B:  421 4.3.2 going down
                S:  421 4.3.2 going down
                message UNFINISHED 421 11 none
                closed BACKEND_CLOSED
                """);
    }

    @Test
    void theBackendsFarewellAtTheEndIsItsRefusal() {
        play(IN_DATA, """
                C:  .
                >B: .
                B:  421 4.3.2 going down
                S:  421 4.3.2 going down
                message REFUSED 421 3 none
                closed BACKEND_CLOSED
                """);
    }

    @Test
    void aBackendThatIsGoneIsAnsweredForByUs() {
        play(IN_DATA, """
                C:  .
                >B: .
                B gone
                S:  451 *
                message UNFINISHED 451 3 none
                closed BACKEND_CLOSED
                """);
    }

    /** Behind a command that is refused in its turn, too. */
    @Test
    void aBackendThatIsGoneBeforeOurFarewellToo() {
        play(IN_DATA, """
                C:  .
                C+: BDAT 5
                >B: .
                event unknown-command block *
                B gone
                S:  451 *
                message UNFINISHED 451 3 none
                closed BACKEND_CLOSED
                """);
    }

    @Test
    void aClientThatIsGoneHasNoReply() {
        playUncut(IN_DATA, """
                C raw: half a line\\r
                >B raw: half a line
                C gone
                message UNFINISHED none 12 none
                closed CLIENT_CLOSED
                """);
    }

    @Test
    void aClientThatIsSlowHasItsTimeout() {
        play(IN_DATA, """
                C raw: half a line
                >B raw: half a line
                wait 1h
                S:  421 *
                message UNFINISHED 421 11 none
                closed CLIENT_TIMEOUT
                """);
    }

    @Test
    void anEndByForceIsAnswered() {
        play(IN_DATA, """
                C raw: half a line
                >B raw: half a line
                drain now
                S:  451 *
                message UNFINISHED 451 11 none
                closed DRAINED
                """);
    }
}
