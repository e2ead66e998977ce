package org.smtpward.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.smtpward.command.Command;
import org.smtpward.command.CommandDecoder;
import org.smtpward.command.LineLimits;
import org.smtpward.command.Verb;
import org.smtpward.maildata.MailDataScanner;
import org.smtpward.policy.Action;
import org.smtpward.policy.Mode;
import org.smtpward.policy.Policy;
import org.smtpward.policy.Preview;
import org.smtpward.policy.RuleId;
import org.smtpward.policy.RuleMatch;
import org.smtpward.policy.Verdict;
import org.smtpward.policy.rule.ForeignProtocol;
import org.smtpward.reply.Reply;

/** Reads the client's octets as what they are in the session's state, and passes on what the rules let pass. */
final class ClientOctets {
    private static final ByteBuf CRLF = Unpooled.unreleasableBuffer(Unpooled.directBuffer()
            .writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII))
            .asReadOnly());

    private final Session session;
    private final Inbox inbox = new Inbox();
    private final CommandDecoder decoder;
    private final Policy.MatchListener matches = this::onMatch;
    private int badCommands;
    private boolean lineReported;

    ClientOctets(Session session) {
        this.session = session;
        Limits limits = session.settings.limits();
        this.decoder = new CommandDecoder(
                new LineLimits(
                        limits.commandLine(), limits.commandLine() + limits.extensionOctets(), limits.authLine()),
                session.settings.extraVerbs());
    }

    void take(ByteBuf octets) {
        if (session.isClosed()) {
            octets.release();
        } else {
            inbox.add(octets, session.legs.allocator());
        }
    }

    void clear() {
        inbox.clear();
    }

    /** Decodes as far as the state allows. */
    void decode() {
        while (!inbox.isEmpty() && decodeOne()) {
            // the state may have changed
        }
        inbox.trim();
    }

    /** Whether more octets would be of use now. */
    boolean wantsOctets() {
        return switch (session.state) {
            case SessionState.Waiting waiting -> inbox.isEmpty();
            case SessionState.Commands commands -> !isAtOutstandingLimit();
            case SessionState.AuthExchange auth -> true;
            case SessionState.MailData data -> true;
            case SessionState.StartingTls starting -> true;
            case SessionState.Handshaking handshaking -> true;
            case SessionState.Leaving leaving -> true;
            case SessionState.Closed closed -> false;
        };
    }

    private boolean decodeOne() {
        return switch (session.state) {
            case SessionState.Waiting waiting -> false;
            case SessionState.Commands commands -> !isAtOutstandingLimit() && decodeCommand();
            case SessionState.AuthExchange auth -> decodeAuthResponse();
            case SessionState.MailData data -> {
                MailDataScanner scanner = data.scanner();
                boolean had = scanner.hasBareLineEnds();
                boolean ended = scanner.scan(inbox.octets(), session.legs::toBackend);
                if (!had && scanner.hasBareLineEnds()) {
                    reportBareLineEnds();
                }
                if (ended) {
                    session.outstanding.add(Outstanding.END_OF_MAIL_DATA);
                    session.state = SessionState.COMMANDS;
                }
                yield true;
            }
            case SessionState.StartingTls starting -> {
                session.startTls().onPlaintext(inbox.octets());
                inbox.clear();
                yield false;
            }
            // The I/O side gives octets of the handshake to TLS; none can be here.
            case SessionState.Handshaking handshaking -> throw new IllegalStateException("octets beside the handshake");
            case SessionState.Leaving leaving -> {
                inbox.clear();
                yield false;
            }
            case SessionState.Closed closed -> false;
        };
    }

    private boolean isAtOutstandingLimit() {
        return session.outstanding.size() >= session.settings.limits().outstandingCommands();
    }

    private boolean decodeCommand() {
        Optional<Command> command = decoder.decode(inbox.octets());
        if (command.isPresent()) {
            onCommand(command.get());
            return true;
        }
        if (!inbox.isEmpty()) {
            checkUnfinished(inbox.octets());
        }
        return false;
    }

    /** A TLS or SMB client waits for an answer without ever sending LF: tell it from its first octets. */
    private void checkUnfinished(ByteBuf octets) {
        if (!lineReported
                && ForeignProtocol.checkUnfinished(octets, session.facts) instanceof Verdict.Disconnect disconnect) {
            lineReported = true;
            boolean blocks = session.settings
                    .policy()
                    .blocks(
                            RuleId.FOREIGN_PROTOCOL,
                            session.facts.phase(),
                            disconnect.reason(),
                            Preview.of(octets),
                            session);
            if (blocks) {
                session.farewell(disconnect.reply(), CloseCause.BLOCKED);
            }
        }
    }

    /** A line that was reported before it ended is not reported again when it does. */
    private void onMatch(RuleMatch match) {
        if (!lineReported || match.rule() != RuleId.FOREIGN_PROTOCOL) {
            session.onMatch(match);
        }
    }

    private void onCommand(Command command) {
        session.listener.onCommand(command.verb(), session.facts.phase());
        session.facts.conversation().authTried |= command.verb() == Verb.AUTH;
        Verdict verdict = session.settings.policy().check(command, session.facts, matches);
        lineReported = false;
        switch (verdict) {
            case Verdict.Forward forward -> {
                if (command.ending() == Command.Ending.OVERSIZED) {
                    // Whatever the mode of the rule: only its beginning is here, so it cannot be forwarded.
                    refuseBad(Reply.lineTooLong());
                } else {
                    onAllowed(command);
                }
            }
            case Verdict.Reject reject -> refuseBad(reject.reply());
            case Verdict.Disconnect disconnect -> session.farewell(disconnect.reply(), CloseCause.BLOCKED);
        }
    }

    private void refuseBad(Reply reply) {
        if (++badCommands > session.settings.limits().badCommands()) {
            session.farewell(Reply.tooManyBadCommands(session.facts.host()), CloseCause.TOO_MANY_BAD_COMMANDS);
        } else {
            session.refuse(reply);
        }
    }

    private void onAllowed(Command command) {
        Verb verb = command.verb();
        Conversation conversation = session.facts.conversation();
        if (verb == Verb.STARTTLS) {
            session.startTls().onCommand(command);
            return;
        }
        if (conversation.helloNeeded && needsHello(verb)) {
            session.refuse(Reply.helloFirst());
            return;
        }
        switch (verb) {
            case MAIL -> conversation.smtpUtf8Asked = command.hasWord("SMTPUTF8");
            case EHLO, HELO -> conversation.helloAsked = octets(command);
            default -> {}
        }
        forward(command);
        session.outstanding.add(Outstanding.Forwarded.of(verb));
        if (verb.isSynchronisationPoint()) {
            session.state = SessionState.WAITING;
        }
    }

    private static boolean needsHello(Verb verb) {
        return switch (verb) {
            case MAIL, RCPT, DATA, AUTH, VRFY, EXPN, ETRN, EXTRA -> true;
            case HELO, EHLO, RSET, HELP, NOOP, QUIT, VERB, STARTTLS, UNKNOWN -> false;
        };
    }

    private boolean decodeAuthResponse() {
        Optional<Command> line = decoder.decodeAuthResponse(inbox.octets());
        if (line.isEmpty()) {
            return false;
        }
        if (line.get().ending() == Command.Ending.OVERSIZED) {
            // The backend waits for an answer; only closing is sure to leave nothing behind (RFC 4954 §4: 500).
            session.farewell(Reply.lineTooLong(), CloseCause.BLOCKED);
            return false;
        }
        forward(line.get());
        session.outstanding.add(Outstanding.AUTH_RESPONSE);
        session.state = SessionState.WAITING;
        return true;
    }

    /** Octet for octet, ended by CRLF. The decoder has just moved the reader index behind the line. */
    private void forward(Command command) {
        if (command.ending() == Command.Ending.CRLF) {
            int length = command.line().readableBytes() + 2;
            ByteBuf in = inbox.octets();
            session.legs.toBackend(in.retainedSlice(in.readerIndex() - length, length));
        } else {
            session.legs.toBackend(command.line().retainedSlice());
            session.legs.toBackend(CRLF.duplicate());
        }
    }

    private static byte[] octets(Command command) {
        ByteBuf line = command.line();
        byte[] octets = new byte[line.readableBytes() + 2];
        line.getBytes(line.readerIndex(), octets, 0, line.readableBytes());
        octets[octets.length - 2] = '\r';
        octets[octets.length - 1] = '\n';
        return octets;
    }

    private void reportBareLineEnds() {
        boolean rewritten = session.settings.policy().mode(RuleId.BARE_NEWLINE) == Mode.ENFORCE;
        if (session.settings.policy().mode(RuleId.BARE_NEWLINE) != Mode.OFF) {
            session.onMatch(new RuleMatch(
                    RuleId.BARE_NEWLINE,
                    rewritten ? Action.REWRITE : Action.MONITOR,
                    session.facts.phase(),
                    "a bare CR or LF in mail data",
                    ""));
        }
    }
}
