package org.smtpward.session;

import io.netty.buffer.ByteBuf;
import java.util.Optional;
import org.smtpward.policy.Preview;
import org.smtpward.policy.RuleId;
import org.smtpward.policy.rule.ForeignProtocol;
import org.smtpward.reply.Reply;
import org.smtpward.session.SessionState.Awaited;
import org.smtpward.session.SessionState.Waiting;

/**
 * Judges octets of the client that came before the reply which decides how they are to be read. Behind DATA and AUTH they
 * could be anything; behind EHLO and HELO there may be one command that matters, since old clients do that and nothing can be
 * smuggled with it; a whole transaction there is what sendmail 8.18.1 calls stuffing. Before the greeting a client has to be silent
 * (RFC 5321 §3.1, RFC 2920 §3.1).
 */
final class EarlyOctets {
    private final Session session;
    private final int longestLine;

    EarlyOctets(Session session) {
        this.session = session;
        Limits limits = session.settings.limits();
        this.longestLine = limits.commandLine() + limits.extensionOctets();
    }

    /** Whether more octets would help to judge. */
    boolean wantsMore(Waiting waiting, boolean none) {
        return !waiting.judged()
                && (none || waiting.awaited() == Awaited.GREETING || waiting.awaited() == Awaited.HELLO_REPLY);
    }

    /** Judges {@code octets}, of which there is at least one, unless there may be more to come that decide. */
    void judge(Waiting waiting, ByteBuf octets) {
        if (waiting.judged()) {
            return;
        }
        switch (waiting.awaited()) {
            case GREETING -> {
                if (isLine(octets) || ForeignProtocol.classify(octets).isPresent()) {
                    judgeEarlyTalker(octets);
                }
            }
            case HELLO_REPLY -> {
                if (CommandGroup.isMoreThanOldClientsSend(octets, longestLine)) {
                    judgeBehindHello(octets);
                }
            }
            case DATA_REPLY, AUTH_REPLY -> judgePipelining(reason(waiting.awaited()), "");
            case OTHER_REPLY -> {}
        }
    }

    /** Judges a group of commands that came together, of which the first is about to be forwarded. */
    void judgeGroup(ByteBuf octets) {
        CommandGroup.stuffedBehind(octets, longestLine).ifPresent(awaited -> judgePipelining(reason(awaited), ""));
    }

    /** The client did not wait for the greeting. */
    void judgeEarlyTalker(ByteBuf octets) {
        onJudged();
        String host = session.facts.host();
        if (isForeign(octets)) {
            session.ours.farewellNow(Reply.rejectingOpenProxy(host, session.facts.clientAddress()), CloseCause.BLOCKED);
        } else if (session.rules.ends(
                RuleId.EARLY_TALKER, "the client spoke before the greeting", Preview.of(octets))) {
            session.ours.farewellNow(Reply.clientSpokeFirst(host), CloseCause.BLOCKED);
        }
    }

    private void judgeBehindHello(ByteBuf octets) {
        if (isForeign(octets)) {
            onJudged();
            session.ours.farewell(
                    Reply.rejectingOpenProxy(session.facts.host(), session.facts.clientAddress()), CloseCause.BLOCKED);
        } else {
            judgePipelining(reason(Awaited.HELLO_REPLY), Preview.of(octets));
        }
    }

    /** What came too early is another protocol first of all, if it is one. */
    private boolean isForeign(ByteBuf octets) {
        Optional<String> protocol = ForeignProtocol.classify(octets);
        return protocol.isPresent()
                && session.rules.ends(RuleId.FOREIGN_PROTOCOL, "looks like " + protocol.get(), Preview.of(octets));
    }

    private void judgePipelining(String reason, String preview) {
        onJudged();
        if (session.rules.ends(RuleId.PIPELINING, reason, preview)) {
            session.ours.farewell(Reply.unauthorizedPipelining(session.facts.host()), CloseCause.BLOCKED);
        }
    }

    private static String reason(Awaited awaited) {
        return switch (awaited) {
            case DATA_REPLY -> "octets behind DATA, before its reply";
            case AUTH_REPLY -> "octets behind AUTH, before its reply";
            case HELLO_REPLY -> "more than one command behind EHLO or HELO";
            case GREETING, OTHER_REPLY -> throw new IllegalArgumentException("nothing is pipelined there");
        };
    }

    private void onJudged() {
        if (session.state instanceof Waiting waiting) {
            session.state = new Waiting(waiting.awaited(), true);
        }
    }

    private boolean isLine(ByteBuf octets) {
        return octets.indexOf(octets.readerIndex(), octets.writerIndex(), (byte) '\n') >= 0
                || octets.readableBytes() > longestLine;
    }
}
