package org.smtpward.policy.rule;

import io.netty.buffer.ByteBuf;
import java.util.Optional;
import org.smtpward.command.Command;
import org.smtpward.policy.Rule;
import org.smtpward.policy.RuleId;
import org.smtpward.policy.SessionView;
import org.smtpward.policy.Verdict;
import org.smtpward.reply.Reply;

/**
 * Another protocol talks to the port (ALPACA, CVE-2021-3618): the check that sendmail 8.17.1 makes for the first line and
 * the first line after STARTTLS (with {@code srv_features h}: for every line), for every line and for more protocols.
 */
public final class ForeignProtocol implements Rule {
    @Override
    public RuleId id() {
        return RuleId.FOREIGN_PROTOCOL;
    }

    @Override
    public Verdict check(Command command, SessionView session) {
        Optional<String> protocol = TextProtocols.name(command);
        if (protocol.isEmpty()) {
            protocol = BinaryProtocols.nameOfLine(command.line());
        }
        return protocol.map(name -> disconnect(name, session)).orElse(Verdict.FORWARD);
    }

    /** The verdict for the first octets of a line that has not ended, and perhaps never will. */
    public static Verdict checkUnfinished(ByteBuf octets, SessionView session) {
        return BinaryProtocols.name(octets)
                .map(name -> disconnect(name, session))
                .orElse(Verdict.FORWARD);
    }

    /** What the first line of {@code octets} looks like, where no command is expected at all; not released. */
    public static Optional<String> classify(ByteBuf octets) {
        int lineFeed = octets.indexOf(octets.readerIndex(), octets.writerIndex(), (byte) '\n');
        int end = lineFeed < 0 ? octets.writerIndex() : lineFeed;
        if (end > octets.readerIndex() && octets.getByte(end - 1) == '\r') {
            end--;
        }
        ByteBuf line = octets.slice(octets.readerIndex(), end - octets.readerIndex());
        Optional<String> protocol = TextProtocols.nameOfForeign(line);
        return protocol.isPresent() ? protocol : BinaryProtocols.name(line);
    }

    private static Verdict disconnect(String protocol, SessionView session) {
        return new Verdict.Disconnect(
                Reply.rejectingOpenProxy(session.host(), session.clientAddress()), "looks like " + protocol);
    }
}
