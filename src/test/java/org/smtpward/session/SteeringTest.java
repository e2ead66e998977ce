package org.smtpward.session;

import static org.smtpward.session.Dialogue.play;
import static org.smtpward.session.Stage.AFTER_EHLO;
import static org.smtpward.session.Stage.GREETED;

import com.google.re2j.Pattern;
import org.junit.jupiter.api.Test;
import org.smtpward.policy.Mode;
import org.smtpward.policy.RuleId;
import org.smtpward.policy.rule.CustomRule;
import org.smtpward.policy.rule.CustomRule.When;
import org.smtpward.reply.Reply;

/** How operators steer: exempt networks, rules of the site's own, and what monitor mode keeps in mind. */
class SteeringTest {
    private static final Reply NO = new Reply(554, "5.7.1", "Not here");
    private static final Reply BYE = new Reply(421, "4.7.1", "Not here");

    @Test
    void anExemptClientPassesAndIsCounted() {
        play(AFTER_EHLO.exempt(RuleId.UNKNOWN_COMMAND), """
                C:  XMONITOR
                >B: XMONITOR
                event unknown-command exempt no command of SMTP
                B:  500 5.5.1 Command unrecognized: "XMONITOR"
                S:  500 5.5.1 Command unrecognized: "XMONITOR"
                """);
    }

    @Test
    void otherRulesStillHoldForAnExemptClient() {
        play(AFTER_EHLO.exempt(RuleId.UNKNOWN_COMMAND), """
                C:  GET / HTTP/1.1
                >B: nothing
                S:  421 4.7.0 mail.example Rejecting open proxy [192.0.2.1]
                event foreign-protocol block *
                closed BLOCKED
                """);
    }

    @Test
    void anExemptClientMayTalkEarly() {
        play(Stage.CONNECTED.exempt(RuleId.EARLY_TALKER), """
                C:  QUIT
                event early-talker exempt *
                B:  220 mail.example
                S:  220 mail.example
                >B: QUIT
                """);
    }

    @Test
    void aRuleOfTheSiteRefusesAHello() {
        play(GREETED.custom(rule(When.HELLO, "(?i)^bulk\\.", NO, Mode.ENFORCE)), """
                C:  EHLO BULK.client.example
                >B: nothing
                S:  554 5.7.1 Not here
                event custom block the site's rule no-bulk
                C:  EHLO client.example
                >B: EHLO client.example
                """);
    }

    @Test
    void aRuleOfTheSiteWithCode421EndsTheSession() {
        play(AFTER_EHLO.custom(rule(When.COMMAND, "^VRFY root", BYE, Mode.ENFORCE)), """
                C:  VRFY root
                >B: nothing
                S:  421 4.7.1 Not here
                event custom block the site's rule no-bulk
                closed BLOCKED
                """);
    }

    @Test
    void aRuleOfTheSiteMayOnlyWatch() {
        play(AFTER_EHLO.custom(rule(When.COMMAND, "^VRFY", NO, Mode.MONITOR)), """
                C:  VRFY root
                >B: VRFY root
                event custom monitor the site's rule no-bulk
                """);
    }

    @Test
    void aRuleOfTheSiteThatIsOffIsNotAsked() {
        play(AFTER_EHLO.custom(rule(When.COMMAND, "^VRFY", NO, Mode.OFF)), """
                C:  VRFY root
                >B: VRFY root
                """);
    }

    /** What stands behind the mechanism is a secret: no rule sees it, so none can find it out by matching. */
    @Test
    void aRuleOfTheSiteDoesNotSeeCredentials() {
        play(AFTER_EHLO.custom(rule(When.COMMAND, "c2VjcmV0", NO, Mode.ENFORCE)), """
                C:  AUTH PLAIN c2VjcmV0
                >B: AUTH PLAIN c2VjcmV0
                """);
    }

    @Test
    void aRuleOfTheSiteReplacesANegativeReply() {
        play(AFTER_EHLO.custom(rule(When.REPLY, "(?i)user unknown", NO, Mode.ENFORCE)), """
                C:  RCPT TO:<nobody@mail.example>
                >B: RCPT TO:<nobody@mail.example>
                B:  550 5.1.1 <nobody@mail.example>... User unknown
                S:  554 5.7.1 Not here
                event custom rewrite the site's rule no-bulk
                C:  NOOP
                >B: NOOP
                B:  250 User unknown
                S:  250 User unknown
                """);
    }

    /** Enforced, the sixth would have ended the session; nothing behind it would have been said. */
    @Test
    void inMonitorModeTheSixthBadCommandIsTheLastThatIsReported() {
        play(AFTER_EHLO.with(RuleId.UNKNOWN_COMMAND, Mode.MONITOR), """
                C:  X
                >B: X
                event unknown-command monitor *
                """.repeat(6) + """
                C:  X
                >B: X
                """);
    }

    @Test
    void anEnforcedRuleIsReportedAlwaysAlsoBehindOneThatOnlyWatches() {
        play(AFTER_EHLO.with(RuleId.FOREIGN_PROTOCOL, Mode.MONITOR), """
                C:  NOOP / HTTP/1.1
                >B: NOOP / HTTP/1.1
                event foreign-protocol monitor *
                B:  250 ok
                S:  250 ok
                C:  FOO
                S:  500 5.5.1 Command unrecognized
                event unknown-command block *
                """);
    }

    private static CustomRule rule(When when, String match, Reply reply, Mode mode) {
        return new CustomRule("no-bulk", when, Pattern.compile(match), reply, mode);
    }
}
