package org.smtpward.session;

import static org.smtpward.session.Dialogue.play;
import static org.smtpward.session.Stage.AFTER_EHLO;
import static org.smtpward.session.Stage.GREETED;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smtpward.policy.Mode;
import org.smtpward.policy.RuleId;

/** Lines that two parsers may read in two ways (RFC 5321 §4.1.1). */
class CommandSyntaxTest {
    private static final Stage SMTPUTF8_OFFERED = GREETED.withoutStartTls().then("""
            C:  EHLO client.example
            >B: EHLO client.example
            B:  250-mail.example
            B+: 250 SMTPUTF8
            S:  250-mail.example
            S:  250 SMTPUTF8
            """);

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    a NUL, where sendmail ends the line | NOOP \\0x                   | a control octet in a command
                    a NUL before the verb               | \\0NOOP                     | a control octet in a command
                    a control octet                     | NOOP \\x1b[2J               | a control octet in a command
                    a vertical tab                      | NOOP \\x0bx                 | a control octet in a command
                    DEL                                 | NOOP \\x7f                  | a control octet in a command
                    a blank, which sendmail skips       | \\x20NOOP                   | a blank before the verb
                    a tab, which sendmail skips         | \\tNOOP                     | a blank before the verb
                    an eight-bit octet in an argument   | NOOP \\xfc                  | an eight-bit octet in a command without SMTPUTF8
                    """)
    void aMalformedLineIsRefused(String what, String line, String reason) {
        play(AFTER_EHLO, """
                C raw: %s\\r\\n
                C+: RSET
                S:  500 5.5.2 Syntax error
                event command-syntax block %s
                >B: RSET
                >B: nothing
                B:  250 ok
                S:  250 ok
                """.formatted(line, reason));
    }

    @Test
    void tabsAndBlanksBetweenWordsPass() {
        play(AFTER_EHLO, """
                C raw: NOOP\\ta  b \\r\\n
                >B raw: NOOP\\ta  b \\r\\n
                B:  250 ok
                S:  250 ok
                """);
    }

    @Test
    void utf8PassesInATransactionWithSmtputf8() {
        play(SMTPUTF8_OFFERED, """
                C:  MAIL FROM:<müller@client.example> SMTPUTF8 SIZE=1
                C+: RCPT TO:<grün@mail.example>
                >B: MAIL FROM:<müller@client.example> SMTPUTF8 SIZE=1
                B:  250 ok
                >B: RCPT TO:<grün@mail.example>
                B:  250 ok
                S:  250 ok
                S:  250 ok
                C:  VRFY müller smtputf8
                >B: VRFY müller smtputf8
                B:  252 ok
                S:  252 ok
                """);
    }

    @Test
    void utf8IsRefusedInATransactionWithoutSmtputf8() {
        play(SMTPUTF8_OFFERED, """
                C:  MAIL FROM:<a@client.example>
                C+: RCPT TO:<grün@mail.example>
                >B: MAIL FROM:<a@client.example>
                B:  250 ok
                S:  250 ok
                S:  501 5.1.3 Syntax error in the address of the recipient
                event command-syntax block an eight-bit octet *
                """);
    }

    @ParameterizedTest
    @ValueSource(strings = {"MAIL FROM:<ü@x.example>", "MAIL FROM:<ü@x.example> SMTPUTF8"})
    void utf8IsRefusedWhereNobodyAgreedOnIt(String line) {
        play(AFTER_EHLO, """
                C:  %s
                S:  501 5.1.7 Syntax error in the address of the sender
                event command-syntax block an eight-bit octet *
                >B: nothing
                """.formatted(line));
    }

    /** Stripped of their eighth bits these are CR and LF: UTF-8 has such octets only behind others. */
    @Test
    void whatIsNoUtf8IsRefusedEvenWithSmtputf8() {
        play(SMTPUTF8_OFFERED, """
                C raw: RCPT TO:<b@mail.example>\\x8d\\x8aDATA SMTPUTF8\\r\\n
                S:  501 5.1.3 Syntax error in the address of the recipient
                event command-syntax block an eight-bit octet *
                >B: nothing
                """);
    }

    @Test
    void aTabEndsSmtputf8Too() {
        play(SMTPUTF8_OFFERED, """
                C raw: MAIL FROM:<\\xc3\\xbc@x.example>\\tSMTPUTF8\\t\\r\\n
                >B raw: MAIL FROM:<\\xc3\\xbc@x.example>\\tSMTPUTF8\\t\\r\\n
                """);
    }

    @Test
    void aHelloWithEightBitOctetsGetsSendmailsReply() {
        play(AFTER_EHLO, """
                C:  EHLO bücher.example
                S:  501 5.0.0 Invalid domain name
                event command-syntax block *
                >B: nothing
                """);
    }

    /** A list of recipients may have many that we cannot pass on; the others get their mail. */
    @Test
    void recipientsWithUtf8AreNoBadCommands() {
        play(AFTER_EHLO, """
                C:  RCPT TO:<ü@mail.example>
                S:  501 5.1.3 Syntax error in the address of the recipient
                event command-syntax block an eight-bit octet *
                """.repeat(7));
    }

    /** A client that takes it for DATA sends mail data next: its lines must not be taken for commands. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\\xc4\\xc1\\xd4\\xc1",
                "\\x20DATA",
                "\\x0bDATA",
                "DATA\\x0c",
                "DATA\\0x",
                "d\\x01ata",
                "\\tdata",
                "STARTTLS\\0",
                "\\x20starttls",
                "\\xd3TARTTLS"
            })
    void whatIsLikeDataEndsTheSession(String line) {
        play(AFTER_EHLO, """
                C raw: %s\\r\\n
                C+: RSET
                S:  500 5.5.2 Syntax error
                event command-syntax block *
                >B: nothing
                closed BLOCKED
                """.formatted(line));
    }

    @ParameterizedTest(name = "{0}...: {1} octets")
    @CsvSource({"NOOP, 512", "EHLO, 512", "MAIL FROM:, 1536", "rcpt TO:, 1536", "auth PLAIN, 12287"})
    void aLinePassesUpToItsLimit(String start, int limit) {
        String line = filled(start, limit - 2);
        play(AFTER_EHLO, """
                C:  %s
                >B: %s
                B:  501 5.5.4 no
                S:  501 5.5.4 no
                """.formatted(line, line));
    }

    @ParameterizedTest(name = "{0}...: {1} octets")
    @CsvSource({"NOOP, 512", "XFOO, 512", "MAIL FROM:, 1536", "rcpt TO:, 1536", "auth PLAIN, 12287"})
    void aLineOverItsLimitIsRefusedOnceAndWhollyDrained(String start, int limit) {
        play(AFTER_EHLO, """
                C:  %s
                S:  500 5.5.2 Line too long
                event command-syntax block a line over the limit
                C:  NOOP
                >B: NOOP
                B:  250 ok
                S:  250 ok
                """.formatted(filled(start, limit - 1)));
    }

    /** sendmail runs what stands behind the 12,287th octet of an AUTH line (FACTS: all versions). */
    @Test
    void theTailOfAnOverlongLineIsNeverACommand() {
        play(AFTER_EHLO, """
                C raw: %s
                S:  nothing
                C raw: MAIL FROM:<evil@client.example> HTTP/1.1
                S:  500 5.5.2 Line too long
                event command-syntax block a line over the limit
                C raw: MAIL FROM:<evil@client.example> HTTP/1.1\\r\\n
                C+: RSET
                >B: RSET
                >B: nothing
                B:  250 ok
                S:  250 ok
                """.formatted(filled("AUTH PLAIN", 12_287)));
    }

    /** Only the beginning of such a line is in memory, so there is nothing that could pass. */
    @Test
    void aLineOverTheLimitIsRefusedInEveryMode() {
        play(AFTER_EHLO.with(RuleId.COMMAND_SYNTAX, Mode.MONITOR), """
                C:  %s
                S:  500 5.5.2 Line too long
                event command-syntax monitor a line over the limit
                """.formatted(filled("NOOP", 600)));
        play(AFTER_EHLO.with(RuleId.COMMAND_SYNTAX, Mode.OFF), """
                C:  %s
                S:  500 5.5.2 Line too long
                """.formatted(filled("NOOP", 600)));
    }

    @Test
    void inMonitorModeAMalformedLinePassesAndIsReported() {
        play(AFTER_EHLO.with(RuleId.COMMAND_SYNTAX, Mode.MONITOR), """
                C raw: NOOP \\x01\\xfc\\r\\n
                >B raw: NOOP \\x01\\xfc\\r\\n
                event command-syntax monitor a control octet in a command
                B:  250 ok
                S:  250 ok
                """);
    }

    @Test
    void inOffModeAMalformedLinePassesInSilence() {
        play(AFTER_EHLO.with(RuleId.COMMAND_SYNTAX, Mode.OFF), """
                C raw: NOOP \\x01\\xfc\\r\\n
                >B raw: NOOP \\x01\\xfc\\r\\n
                B:  250 ok
                S:  250 ok
                """);
    }

    private static String filled(String start, int length) {
        return start + " " + "a".repeat(length - start.length() - 1);
    }
}
