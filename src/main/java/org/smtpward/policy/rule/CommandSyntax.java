package org.smtpward.policy.rule;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import org.smtpward.command.Command;
import org.smtpward.command.SaslResponse;
import org.smtpward.command.Verb;
import org.smtpward.policy.Rule;
import org.smtpward.policy.RuleId;
import org.smtpward.policy.SessionView;
import org.smtpward.policy.Verdict;
import org.smtpward.reply.Reply;

/**
 * A line that no SMTP client sends and that two parsers may read in two ways: control octets (sendmail ends the text at a
 * NUL), blanks before the verb (sendmail skips them), eight-bit octets where no SMTPUTF8 was agreed on (sendmail may strip
 * the eighth bit), lines over the limit (sendmail may run their tail as the next command), and AUTH with something else behind
 * it than a mechanism and base64 (sendmail repeats it in its reply).
 */
public final class CommandSyntax implements Rule {
    private static final String CONTROL = "a control octet in a command";
    private static final String LEADING_BLANK = "a blank before the verb";
    private static final String EIGHT_BIT = "an eight-bit octet in a command without SMTPUTF8";
    private static final Verdict AUTH =
            new Verdict.Reject(Reply.authSyntax(), "an AUTH command that has no mechanism and base64 behind it");
    private static final String OVERSIZED = "a line over the limit";

    @Override
    public RuleId id() {
        return RuleId.COMMAND_SYNTAX;
    }

    @Override
    public Verdict check(Command command, SessionView session) {
        if (command.ending() == Command.Ending.OVERSIZED) {
            return LookAlike.refuse(command.line(), Reply.lineTooLong(), OVERSIZED);
        }
        ByteBuf line = command.line();
        boolean eightBit = false;
        for (int i = line.readerIndex(); i < line.writerIndex(); i++) {
            byte octet = line.getByte(i);
            // CR is BareNewline's; a tab between words is harmless white space for everybody.
            if (octet >= 0 && octet < ' ' && octet != '\t' && octet != '\r' || octet == 0x7f) {
                return LookAlike.refuse(line, Reply.syntaxError(), CONTROL);
            }
            eightBit |= octet < 0;
        }
        if (line.isReadable() && isBlank(line.getByte(line.readerIndex()))) {
            return LookAlike.refuse(line, Reply.syntaxError(), LEADING_BLANK);
        }
        if (command.verb() == Verb.AUTH && !SaslResponse.isWellFormedCommand(line)) {
            return AUTH;
        }
        boolean agreedOn = !eightBit
                || session.allowsUtf8(command.hasWord("SMTPUTF8")) && ByteBufUtil.isText(line, StandardCharsets.UTF_8);
        return agreedOn ? Verdict.FORWARD : eightBit(command);
    }

    /** An address that we cannot pass on is one refused recipient, and no reason to end the session. */
    private static Verdict eightBit(Command command) {
        return switch (command.verb()) {
            case MAIL -> new Verdict.Reject(Reply.senderSyntax(), EIGHT_BIT);
            case RCPT -> new Verdict.Reject(Reply.recipientSyntax(), EIGHT_BIT);
            case EHLO, HELO -> new Verdict.Reject(Reply.invalidDomain(), EIGHT_BIT);
            default -> LookAlike.refuse(command.line(), Reply.syntaxError(), EIGHT_BIT);
        };
    }

    private static boolean isBlank(byte octet) {
        return octet == ' ' || octet == '\t';
    }
}
