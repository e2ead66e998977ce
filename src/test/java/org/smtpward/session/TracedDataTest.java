package org.smtpward.session;

import static org.smtpward.session.Dialogue.play;
import static org.smtpward.session.Dialogue.playUncut;
import static org.smtpward.session.Stage.IN_DATA;
import static org.smtpward.session.Stage.IN_TRANSACTION;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smtpward.maildata.NewlineTreatment;
import org.smtpward.policy.Mode;
import org.smtpward.policy.RuleId;

/** With {@code backend.source.trace = received} mail has a Received field of ours on top, and is otherwise what the client sent. */
class TracedDataTest {
    private static final String FIELD = """
            >B: Received: from client.example ([192.0.2.1])
            >B raw: \\tby mx.example.com (smtpward) with ESMTP id session-1;\\r\\n
            >B raw: \\tThu, 3 Sep 2026 02:01:00 +0000\\r\\n
            """;

    private static final String ACCEPTED = """
            B:  250 2.0.0 accepted
            S:  250 2.0.0 accepted
            """;

    /** Octets are those of the client. */
    @Test
    void theFieldIsOnTop() {
        play(IN_DATA.traced(), """
                C:  Subject: hello
                C:
                C:  text
                C:  .
                """ + FIELD + """
                >B: Subject: hello
                >B:
                >B: text
                >B: .
                """ + ACCEPTED + "message ACCEPTED 250 27 none");
    }

    @Test
    void withoutTheSettingThereIsNone() {
        play(IN_DATA, """
                C:  Subject: hello
                C:  .
                >B: Subject: hello
                >B: .
                """ + ACCEPTED + "message ACCEPTED");
    }

    @Test
    void aBackendThatSeesTheClientGetsNone() {
        play(IN_TRANSACTION.traced(), """
                known
                C:  DATA
                >B: DATA
                B:  354 go on
                S:  354 go on
                C:  Subject: hello
                C:  .
                >B: Subject: hello
                >B: .
                """ + ACCEPTED + "message ACCEPTED");
    }

    @Test
    void tlsOfTheClientIsNamed() {
        play(
                Stage.IN_TLS_AFTER_EHLO.traced(),
                """
                C:  MAIL FROM:<a@client.example>
                >B: MAIL FROM:<a@client.example>
                B:  250 2.1.0 ok
                S:  250 2.1.0 ok
                C:  RCPT TO:<b@mail.example>
                >B: RCPT TO:<b@mail.example>
                B:  250 2.1.5 ok
                S:  250 2.1.5 ok
                C:  DATA
                >B: DATA
                B:  354 go on
                S:  354 go on
                C:  Subject: hello
                C:  .
                """ + FIELD.replace("ESMTP", "ESMTPS") + """
                >B: Subject: hello
                >B: .
                """ + ACCEPTED + "message ACCEPTED");
    }

    /** What stands behind DATA in its segment is mail data once 354 is here. */
    @Test
    void pipelinedMailDataIsBehindIt() {
        playUncut(IN_TRANSACTION.traced().with(RuleId.PIPELINING, Mode.OFF), """
                C:  DATA
                C+: Subject: hello
                C+: .
                C+: QUIT
                >B: DATA
                >B: nothing
                B:  354 go on
                S:  354 go on
                """ + FIELD + """
                >B: Subject: hello
                >B: .
                >B: QUIT
                B:  250 2.0.0 accepted
                B+: 221 2.0.0 closing
                S:  250 2.0.0 accepted
                S:  221 2.0.0 closing
                message ACCEPTED 250 19 none
                closed QUIT
                """);
    }

    @Test
    void eachMessageHasItsOwn() {
        String message =
                "C:  Subject: hello\nC:  .\n" + FIELD + ">B: Subject: hello\n>B: .\n" + ACCEPTED + "message ACCEPTED\n";
        play(IN_DATA.traced(), message + """
                C:  MAIL FROM:<a@client.example>
                >B: MAIL FROM:<a@client.example>
                B:  250 2.1.0 ok
                S:  250 2.1.0 ok
                C:  DATA
                >B: DATA
                B:  354 go on
                S:  354 go on
                """ + message);
    }

    /** A message of nothing is an empty one with a field; an empty line before its end says the same. */
    @Test
    void anEmptyMessageEndsAtOnce() {
        play(IN_DATA.traced(), """
                C:  .
                """ + FIELD + """
                >B:
                >B: .
                """ + ACCEPTED + "message ACCEPTED 250 3 none");
    }

    @Test
    void aMessageWithoutHeaderKeepsItsOneEmptyLine() {
        play(IN_DATA.traced(), """
                C:
                C:  text
                C:  .
                """ + FIELD + """
                >B:
                >B: text
                >B: .
                """ + ACCEPTED + "message ACCEPTED");
    }

    /** Else the client could go on in our line (RFC 5322 §2.2.3); sendmail takes such a line for text anyway. */
    @ParameterizedTest
    @ValueSource(strings = {"\\x20", "\\t", ". ", ".\\t", "\\x01", "\\xa0", ".."})
    void aLineThatIsNoFieldDoesNotContinueIt(String first) {
        play(
                IN_DATA.traced(),
                "C raw: " + first + "by evil\\r\\n.\\r\\n\n" + FIELD + ">B:\n>B raw: " + first
                        + "by evil\\r\\n.\\r\\n\n" + ACCEPTED + "message ACCEPTED");
    }

    /** sendmail drops NULs: behind one a blank would continue the field. */
    @Test
    void norDoesOneBehindANul() {
        play(
                IN_DATA.traced().with(RuleId.NUL_IN_DATA, Mode.OFF),
                "C raw: \\0 by evil\\r\\n.\\r\\n\n" + FIELD + ">B:\n>B raw: \\0 by evil\\r\\n.\\r\\n\n" + ACCEPTED
                        + "message ACCEPTED");
    }

    /** A bare CR becomes a blank. */
    @Test
    void norDoesABlankThatWeMake() {
        play(
                IN_DATA.traced(),
                "C raw: \\rby evil\\r\\n.\\r\\n\n" + FIELD + ">B:\n>B raw: \\x20by evil\\r\\n.\\r\\n\n" + ACCEPTED
                        + "event bare-newline rewrite *\nmessage ACCEPTED");
    }

    /** sendmail drops that line when it is the first, and takes all for text when it is the second. */
    @Test
    void aLineOfAMailboxFileStaysTheFirst() {
        play(IN_DATA.traced(), """
                C:  From alice@client.example Thu Sep  3 02:01:00 2026
                C:  Subject: hello
                C:  .
                >B: From alice@client.example Thu Sep  3 02:01:00 2026
                """ + FIELD + """
                >B: Subject: hello
                >B: .
                """ + ACCEPTED + "message ACCEPTED");
    }

    @Test
    void norDoesALineBehindThatOne() {
        play(
                IN_DATA.traced(),
                "C:  From alice\nC raw: \\x20by evil\\r\\n.\\r\\n\n>B: From alice\n" + FIELD
                        + ">B:\n>B raw: \\x20by evil\\r\\n.\\r\\n\n" + ACCEPTED + "message ACCEPTED");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"From: alice@client.example", "From", "Fr", "F", "From\\tx", "Frodo: x", "from x", "FFrom x"})
    void whatOnlyBeginsLikeItIsBehindTheField(String first) {
        play(
                IN_DATA.traced(),
                "C raw: " + first + "\\r\\n.\\r\\n\n" + FIELD + ">B raw: " + first + "\\r\\n.\\r\\n\n" + ACCEPTED
                        + "message ACCEPTED");
    }

    /** The end is looked for in the client's octets: this is still smuggling, in our field's company. */
    @Test
    void bareLineEndsAreRepairedBehindIt() {
        play(IN_DATA.traced(), """
                C raw: Subject: a\\n.\\nMAIL FROM:<evil@attacker.example>\\r\\n.\\r\\n
                """ + FIELD + """
                >B raw: Subject: a\\r\\n..\\r\\nMAIL FROM:<evil@attacker.example>\\r\\n.\\r\\n
                """ + ACCEPTED + """
                event bare-newline rewrite *
                message ACCEPTED
                """);
    }

    @Test
    void aLineFeedAtTheBeginningEndsTheHeader() {
        play(
                IN_DATA.traced(),
                "C raw: \\ntext\\r\\n.\\r\\n\n" + FIELD + ">B:\n>B: text\n>B: .\n" + ACCEPTED
                        + "event bare-newline rewrite *\nmessage ACCEPTED");
    }

    @Test
    void whatPassesAsItComesDoesSoBehindIt() {
        play(
                IN_DATA.traced().newlines(NewlineTreatment.PASS, NewlineTreatment.PASS),
                "C raw: S: a\\nb\\r\\n.\\r\\n\n" + FIELD + ">B raw: S: a\\nb\\r\\n.\\r\\n\n" + ACCEPTED
                        + "message ACCEPTED");
    }

    @Test
    void whatIsRejectedAtItsFirstOctetHasNone() {
        play(IN_DATA.traced().newlines(NewlineTreatment.NORMALIZE, NewlineTreatment.REJECT), """
                C raw: \\na\\r\\n.\\r\\n
                >B: nothing
                S:  554 *
                event bare-newline block *
                message REFUSED 554 7 none
                closed BLOCKED
                """);
    }

    /** Nothing is held for it. */
    @Test
    void aClientThatLeavesBeforeTheFirstOctetLosesNothing() {
        play(IN_DATA.traced(), """
                C gone
                message UNFINISHED none 0 none
                closed CLIENT_CLOSED
                """);
        playUncut(IN_DATA.traced(), """
                C raw: From
                >B: nothing
                C gone
                message UNFINISHED none 4 none
                closed CLIENT_CLOSED
                """);
    }
}
