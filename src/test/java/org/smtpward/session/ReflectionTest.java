package org.smtpward.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smtpward.session.Dialogue.play;
import static org.smtpward.session.Stage.AFTER_EHLO;
import static org.smtpward.session.Stage.GREETED;
import static org.smtpward.session.Stage.IN_TRANSACTION;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smtpward.policy.Mode;
import org.smtpward.policy.RuleId;
import org.smtpward.rewrite.Rewriter;

/** ALPACA's reflection attack: what a browser was made to send must not come back to it as a page of the mail server. */
class ReflectionTest {
    private static final String EVENT = "event reflection rewrite the reply repeats markup that the client sent\n";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    VRFY <script>a</script>       | 550 5.7.1 <script>a</script>... x        | 550 5.7.1 Command not accepted
                    EXPN <svg onload=a>           | 550 5.7.1 <svg onload=a>... x            | 550 5.7.1 Command not accepted
                    HELP <script>                 | 504 5.3.3 HELP topic "<script>" unknown  | 504 5.3.3 Command not accepted
                    ETRN <svg onload=a>           | 250 2.0.0 Queuing for node <svg o started | 250 2.0.0 Command ok
                    MAIL FROM:<svg/onload=a//@x>  | 250 2.1.0 <svg/onload=a//@x>... Sender ok | 250 2.1.0 Sender ok
                    MAIL FROM:<"<b>"@x.example>   | 553 5.1.8 <"<b>"@x.example>... no        | 553 5.1.8 Sender not accepted
                    MAIL FROM:<a@x> <script>      | 501 5.5.2 Syntax error: <script>         | 501 5.5.2 Sender not accepted
                    MAIL FROM:<a@x> X=<i>         | 555 5.5.4 X=<i> parameter unrecognized   | 555 5.5.4 Sender not accepted
                    RCPT TO:<a<svg/onload=b@x>    | 451 4.1.1 <a<svg/onload=b@x>... later    | 451 4.1.1 Recipient not accepted, try again later
                    RCPT TO:<script>              | 550 <script>... User unknown             | 550 Recipient not accepted
                    RCPT TO:<a&#60;b@x>           | 550 5.1.1 <a&#60;b@x>... no              | 550 5.1.1 Recipient not accepted
                    """)
    void theTextIsReplacedAndTheCodeStays(String command, String reply, String shown) {
        play(AFTER_EHLO, """
                C:  %s
                >B: %s
                B:  %s
                S:  %s
                """.formatted(command, command, reply, shown) + EVENT);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    MAIL FROM:<"john doe"@x.example>                | 250 2.1.0 <"john doe"@x.example>... Sender ok
                    MAIL FROM:<o'brien+list@x.example>              | 250 2.1.0 <o'brien+list@x.example>... Sender ok
                    MAIL FROM:<prvs=1a2b=user@x.example> SIZE=10    | 250 2.1.0 <prvs=1a2b=user@x.example>... Sender ok
                    MAIL FROM:<SRS0=a/b=c=d.example=u@x.example>    | 250 2.1.0 <SRS0=a/b=c=d.example=u@x.example>... Sender ok
                    RCPT TO:</G=John/S=Doe/@x.example>              | 250 2.1.5 </G=John/S=Doe/@x.example>... Recipient ok
                    RCPT TO:<@a.example,@b.example:u@x.example>     | 250 2.1.5 <@a.example,@b.example:u@x.example>... ok
                    RCPT TO:<u%a.example@x.example>                 | 250 2.1.5 <u%a.example@x.example>... ok
                    RCPT TO:<postmaster>                            | 250 2.1.5 <postmaster>... Recipient ok
                    RCPT TO:<u@[IPv6:2001:db8::1]> ORCPT=rfc822;u@x | 250 2.1.5 <u@[IPv6:2001:db8::1]>... ok
                    MAIL FROM:<> AUTH=<>                            | 250 2.1.0 <>... Sender ok
                    VRFY John.Smith@x.example                       | 250 2.1.5 John Smith <John.Smith@x.example>
                    VRFY "John Smith"                               | 553 5.1.3 "John Smith"... ambiguous
                    EXPN staff                                      | 250 2.1.5 <a@x.example> (list)
                    HELP mail                                       | 214 2.0.0 MAIL FROM:<sender> [ <parameters> ]
                    ETRN @x.example                                 | 250 2.0.0 Queuing for node @x.example started
                    """)
    void whatHonestPeopleHaveIsLeftAlone(String command, String reply) {
        play(AFTER_EHLO, """
                C:  %s
                >B: %s
                B:  %s
                S:  %s
                """.formatted(command, command, reply, reply));
    }

    @Test
    void ofAHelloOnlyTheFirstLineChanges() {
        play(GREETED, """
                C:  EHLO <svg onload=a>
                >B: EHLO <svg onload=a>
                B:  250-mail.example Hello <svg onload=a>, pleased to meet you
                B+: 250-AUTH=LOGIN
                B+: 250-STARTTLS
                B+: 250 HELP
                S:  250-mail.example Hello
                S:  250-AUTH=LOGIN
                S:  250-STARTTLS
                S:  250 HELP
                """ + EVENT);
    }

    @Test
    void aReplyThatRepeatsNothingStays() {
        play(AFTER_EHLO, """
                C:  VRFY <script>
                >B: VRFY <script>
                B:  252 2.5.2 Cannot VRFY user
                S:  252 2.5.2 Cannot VRFY user
                """);
    }

    /** With delayed checks the sender's address stands in the reply to RCPT. */
    @Test
    void markupThatComesBackInALaterReplyIsReplaced() {
        play(AFTER_EHLO, """
                C:  MAIL FROM:<"<script>"@x.example>
                >B: MAIL FROM:<"<script>"@x.example>
                B:  250 2.1.0 Ok
                S:  250 2.1.0 Ok
                C:  RCPT TO:<b@mail.example>
                >B: RCPT TO:<b@mail.example>
                B:  550 5.7.1 <b@mail.example>... <"<script>"@x.example> not welcome
                S:  550 5.7.1 Recipient not accepted
                """ + EVENT + """
                C:  RCPT TO:<c@mail.example>
                >B: RCPT TO:<c@mail.example>
                B:  250 2.1.5 <c@mail.example>... Recipient ok
                S:  250 2.1.5 <c@mail.example>... Recipient ok
                """);
    }

    @Test
    void a403ThatRepeatsMarkupIsCorrectedToo() {
        play(IN_TRANSACTION, """
                C:  RCPT TO:<a<b>@x>
                >B: RCPT TO:<a<b>@x>
                B:  403 4.7.0 <a<b>@x> TLS handshake failed.
                S:  454 4.7.0 Recipient not accepted, try again later
                """ + EVENT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"MONITOR", "OFF"})
    void unlessTheRuleIsEnforcedTheReplyPasses(Mode mode) {
        play(
                AFTER_EHLO.with(RuleId.REFLECTION, mode),
                """
                C:  VRFY <script>
                >B: VRFY <script>
                B:  550 5.7.1 <script>... no
                S:  550 5.7.1 <script>... no
                """ + (mode == Mode.MONITOR ? EVENT.replace("rewrite", "monitor") : ""));
    }

    @Test
    void itIsCountedAsARewriter() {
        var heard = new Play(AFTER_EHLO, Play.Manner.AS_WRITTEN).run("""
                C:  VRFY <script>
                >B: VRFY <script>
                B:  550 5.7.1 <script>... no
                S:  550 5.7.1 Command not accepted
                """ + EVENT);
        assertThat(heard.rewritten).containsExactly(Rewriter.REFLECTION);
    }
}
