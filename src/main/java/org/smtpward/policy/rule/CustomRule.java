package org.smtpward.policy.rule;

import com.google.re2j.Pattern;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.smtpward.command.Command;
import org.smtpward.command.Verb;
import org.smtpward.policy.Mode;
import org.smtpward.policy.Rule;
import org.smtpward.policy.RuleId;
import org.smtpward.policy.SessionView;
import org.smtpward.policy.Verdict;
import org.smtpward.reply.Reply;

/**
 * A rule of the site's own ({@code policy.custom}). The regular expression is RE2's: its time is linear in the line, whatever
 * a peer sends. It sees octets as ISO 8859-1; of an AUTH command only the verb and the mechanism, never what is secret.
 *
 * @param name the site's name for it
 * @param when what it looks at
 * @param match what it looks for; found anywhere in the line unless it has anchors
 * @param reply the answer; with code 421 it ends the session
 * @param mode what is done with a match
 */
public record CustomRule(String name, When when, Pattern match, Reply reply, Mode mode) implements Rule {
    /** What a rule looks at. */
    public enum When {
        /** A command line. */
        COMMAND,
        /** A negative reply of the backend. */
        REPLY,
        /** The argument of EHLO or HELO. */
        HELLO;

        /** The word in the configuration. */
        public String label() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    @Override
    public RuleId id() {
        return RuleId.CUSTOM;
    }

    /** Whether it looks at replies. */
    public boolean isAboutReplies() {
        return when == When.REPLY;
    }

    /** Why it matched, for events. */
    public String reason() {
        return "the site's rule " + name;
    }

    /** Whether {@code text} matches. */
    public boolean matches(String text) {
        return match.matcher(text).find();
    }

    @Override
    public Verdict check(Command command, SessionView session) {
        boolean hello = command.verb() == Verb.EHLO || command.verb() == Verb.HELO;
        if (when == When.HELLO && !hello || !matches(text(command))) {
            return Verdict.FORWARD;
        }
        return reply.code() == 421 ? new Verdict.Disconnect(reply, reason()) : new Verdict.Reject(reply, reason());
    }

    private String text(Command command) {
        ByteBuf line = command.line();
        String text = line.toString(StandardCharsets.ISO_8859_1);
        if (when == When.HELLO) {
            return text.substring(Math.min(text.length(), command.verb().name().length()))
                    .strip();
        }
        return command.verb() == Verb.AUTH ? firstTwoWords(text) : text;
    }

    private static String firstTwoWords(String text) {
        int first = text.indexOf(' ');
        int second = first < 0 ? -1 : text.indexOf(' ', first + 1);
        return second < 0 ? text : text.substring(0, second);
    }
}
