package org.smtpward.session;

import static org.smtpward.session.Dialogue.play;
import static org.smtpward.session.Stage.AFTER_EHLO;
import static org.smtpward.session.Stage.CONNECTED;
import static org.smtpward.session.Stage.GREETED;
import static org.smtpward.session.Stage.IN_DATA;
import static org.smtpward.session.Stage.IN_TLS;
import static org.smtpward.session.Stage.IN_TRANSACTION;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The client goes away: nothing that it did not finish is finished for it. */
class ClientLeavesTest {
    static Stream<Stage> idle() {
        return Stream.of(GREETED, AFTER_EHLO, IN_TRANSACTION, IN_TLS);
    }

    @ParameterizedTest
    @MethodSource("idle")
    void betweenCommandsTheSessionEnds(Stage stage) {
        for (String leaving : List.of("C end", "C gone")) {
            play(stage, """
                    %s
                    S:  nothing
                    >B: nothing
                    closed CLIENT_CLOSED
                    """.formatted(leaving));
        }
    }

    @Test
    void withHalfACommandTheSessionEndsAndTheHalfIsThrownAway() {
        play(AFTER_EHLO, """
                C raw: QUI
                C end
                >B: nothing
                closed CLIENT_CLOSED
                """);
    }

    /** A FIN is no end of mail data. */
    @Test
    void inMailDataTheMessageIsNotCompleted() {
        for (String leaving : List.of("C end", "C gone")) {
            play(IN_DATA, """
                    C raw: half a message\\r\\n.
                    >B raw: half a message\\r\\n.
                    %s
                    >B: nothing
                    S:  nothing
                    closed CLIENT_CLOSED
                    message UNFINISHED
                    """.formatted(leaving));
        }
    }

    @Test
    void aHeldBackCrIsNotSentWhenTheClientLeaves() {
        play(IN_DATA, """
                C raw: text\\r\\n.\\r
                >B raw: text\\r\\n.
                C end
                >B: nothing
                closed CLIENT_CLOSED
                message UNFINISHED
                """);
    }

    @Test
    void whenDataIsAnsweredAndTheClientIsGoneNothingIsSent() {
        play(IN_TRANSACTION, """
                C:  DATA
                >B: DATA
                C end
                B:  354 go ahead
                S:  354 go ahead
                >B: nothing
                closed CLIENT_CLOSED
                message UNFINISHED
                """);
    }

    /** It may have closed its sending side only, and wants to know what became of its mail. */
    @Test
    void behindTheEndOfMailDataTheReplyIsStillShown() {
        play(IN_DATA, """
                C:  .
                >B: .
                C end
                S:  nothing
                B:  250 2.0.0 accepted
                S:  250 2.0.0 accepted
                message ACCEPTED
                closed CLIENT_CLOSED
                """);
    }

    @Test
    void goneBehindTheEndOfMailDataTheMessageIsTheBackends() {
        play(IN_DATA, """
                C:  .
                >B: .
                C gone
                closed CLIENT_CLOSED
                message UNFINISHED
                """);
    }

    @Test
    void everythingSaidBeforeTheEndIsCarriedOut() {
        play(AFTER_EHLO, """
                C:  HELO again.example
                C+: QUIT
                C end
                >B: HELO again.example
                >B: nothing
                B:  250 mail.example
                S:  250 mail.example
                >B: QUIT
                B:  221 closing
                S:  221 closing
                closed QUIT
                """);
    }

    @Test
    void beforeTheGreetingTheSessionEndsWithIt() {
        play(CONNECTED, """
                C end
                B:  220 mail.example
                S:  220 mail.example
                closed CLIENT_CLOSED
                """);
        play(CONNECTED, """
                C gone
                closed CLIENT_CLOSED
                """);
    }

    @Test
    void inAnAuthExchangeTheSessionEnds() {
        play(AFTER_EHLO, """
                C:  AUTH LOGIN
                >B: AUTH LOGIN
                B:  334 VXNlcm5hbWU6
                S:  334 VXNlcm5hbWU6
                C end
                >B: nothing
                closed CLIENT_CLOSED
                """);
    }

    @Test
    void afterItsEndItIsNotReadAnyMore() {
        play(IN_DATA, """
                C:  .
                >B: .
                reading C B
                C end
                reading B
                B:  250 ok
                S:  250 ok
                message ACCEPTED
                closed CLIENT_CLOSED
                """);
    }
}
