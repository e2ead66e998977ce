package org.smtpward.config;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Optional;
import java.util.regex.Matcher;
import org.smtpward.policy.Mode;
import org.smtpward.policy.rule.CustomRule;
import org.smtpward.reply.Reply;

/**
 * One rule of the site's own, {@code policy.custom}.
 *
 * @param mode empty: {@code policy.mode}
 */
record CustomRuleOptions(String id, CustomRule.When when, Pattern match, Reply reply, Optional<Mode> mode) {
    private static final java.util.regex.Pattern ID = java.util.regex.Pattern.compile("[a-z0-9-]{1,32}");

    /** Negative, since a rule only ever refuses. */
    private static final java.util.regex.Pattern REPLY =
            java.util.regex.Pattern.compile("([45][0-9]{2}) ([45]\\.[0-9]{1,3}\\.[0-9]{1,3}) ([ -~]{1,200})");

    CustomRuleOptions {
        if (when == CustomRule.When.REPLY && reply.code() == 421) {
            throw new InvalidOption(
                    "reply", "421 ends a session, which a rule about replies cannot do; take 451 or 554");
        }
    }

    static Answer<CustomRuleOptions> read(Section rule) {
        var id = rule.ask("id").text("1 to 32 of a-z 0-9 -", CustomRuleOptions::id);
        var when = rule.ask("when").word(CustomRule.When.values(), CustomRule.When::label);
        var match = rule.ask("match").text("a regular expression (RE2)", CustomRuleOptions::pattern);
        var reply = rule.ask("reply")
                .text("a reply such as \"554 5.7.1 Not here\", code 4yz or 5yz", CustomRuleOptions::reply);
        var mode = rule.find("mode").map(setting -> setting.word(Mode.values(), Mode::label));
        return rule.assemble(
                () -> new CustomRuleOptions(id.get(), when.get(), match.get(), reply.get(), mode.map(Answer::get)));
    }

    /** With {@code policy.mode} where it has none of its own. */
    CustomRule under(Mode all) {
        return new CustomRule(id, when, match, reply, mode.orElse(all));
    }

    private static String id(String text) {
        if (!ID.matcher(text).matches()) {
            throw new IllegalArgumentException("not an id: " + text);
        }
        return text;
    }

    private static Pattern pattern(String text) {
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw new InvalidOption("not a regular expression of RE2: " + e.getMessage());
        }
    }

    private static Reply reply(String text) {
        Matcher reply = REPLY.matcher(text);
        if (!reply.matches() || reply.group(1).charAt(0) != reply.group(2).charAt(0)) {
            throw new IllegalArgumentException("not a reply: " + text);
        }
        return new Reply(Integer.parseInt(reply.group(1)), reply.group(2), reply.group(3));
    }
}
