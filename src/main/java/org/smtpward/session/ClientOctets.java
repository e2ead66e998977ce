package org.smtpward.session;

import io.netty.buffer.ByteBuf;
import java.util.Optional;
import java.util.OptionalInt;
import org.smtpward.command.Command;
import org.smtpward.command.CommandDecoder;
import org.smtpward.command.LineLimits;
import org.smtpward.command.Verb;
import org.smtpward.maildata.MailDataScanner;
import org.smtpward.policy.Preview;
import org.smtpward.policy.RuleId;
import org.smtpward.policy.Verdict;
import org.smtpward.policy.rule.ForeignProtocol;
import org.smtpward.reply.Reply;
import org.smtpward.session.SessionState.Awaited;

/** Reads the client's octets as what they are in the session's state, and passes on what the rules let pass. */
final class ClientOctets {
    private final Session session;
    private final Inbox inbox = new Inbox();
    private final CommandDecoder decoder;
    private final EarlyOctets early;
    private final Forwarding forwarding;
    private int commands;
    private int transactions;
    private boolean groupJudged;
    private boolean lineReported;

    ClientOctets(Session session) {
        this.session = session;
        Limits limits = session.settings.limits();
        this.decoder = new CommandDecoder(
                new LineLimits(
                        limits.commandLine(), limits.commandLine() + limits.extensionOctets(), limits.authLine()),
                session.settings.extraVerbs());
        this.early = new EarlyOctets(session);
        this.forwarding = new Forwarding(session);
    }

    /** The greeting is here: whoever has said something by now did not wait for it. */
    void onGreeting() {
        if (!inbox.isEmpty() && session.state instanceof SessionState.Waiting waiting && !waiting.judged()) {
            early.judgeEarlyTalker(inbox.octets());
        }
    }

    void take(ByteBuf octets) {
        if (session.isClosed()) {
            octets.release();
        } else if (session.state instanceof SessionState.PassingOn) {
            session.toBackend.write(octets);
        } else {
            inbox.add(octets, session.legs.allocator());
            groupJudged = false;
        }
    }

    void clear() {
        session.toBackend.leave();
        inbox.clear();
    }

    /** Decodes as far as the state allows. */
    void decode() {
        while (!inbox.isEmpty() && decodeOne()) {
            // the state may have changed
        }
        session.toBackend.leave();
        inbox.trim();
    }

    /** Whether more octets would be of use now. */
    boolean wantsOctets() {
        return switch (session.state) {
            case SessionState.Waiting waiting -> early.wantsMore(waiting, inbox.isEmpty());
            case SessionState.Commands now -> mayGoOn();
            case SessionState.AuthExchange auth -> true;
            case SessionState.MailData data -> true;
            case SessionState.StartingTls starting -> true;
            case SessionState.Handshaking handshaking -> true;
            case SessionState.PassingOn passing -> true;
            case SessionState.Leaving leaving -> true;
            case SessionState.Closed closed -> false;
        };
    }

    private boolean decodeOne() {
        return switch (session.state) {
            case SessionState.Waiting waiting -> {
                early.judge(waiting, inbox.octets());
                yield session.state instanceof SessionState.Leaving;
            }
            case SessionState.Commands now -> mayGoOn() && decodeCommand();
            case SessionState.AuthExchange auth -> decodeAuthResponse();
            case SessionState.MailData data -> {
                onMailData(data.scanner());
                yield true;
            }
            case SessionState.StartingTls starting -> {
                session.startTls().onPlaintext(inbox.octets());
                clear();
                yield false;
            }
            // The I/O side gives octets of the handshake to TLS; none can be here.
            case SessionState.Handshaking handshaking -> throw new IllegalStateException("octets beside the handshake");
            case SessionState.PassingOn passing -> throw new IllegalStateException("octets that were kept");
            case SessionState.Leaving leaving -> {
                clear();
                yield false;
            }
            case SessionState.Closed closed -> false;
        };
    }

    private void onMailData(MailDataScanner scanner) {
        int before = inbox.octets().readableBytes();
        boolean ended = scanner.scan(inbox.octets());
        session.patience().onMailData(before - inbox.octets().readableBytes());
        if (ended && scanner.isRejected()) {
            // Both legs end here: the backend has half a message, which it will not deliver.
            Reply reply = scanner.isNulRejected() ? Reply.nulInData() : Reply.bareNewlineInData();
            session.listener.onMessage(
                    session.facts,
                    MessageReport.of(MessageResult.REFUSED, OptionalInt.of(reply.code()), scanner.octets()));
            session.ours.farewell(reply, CloseCause.BLOCKED);
        } else if (ended) {
            session.outstanding.add(new Outstanding.EndOfMailData(scanner.octets()));
            session.state = afterCommand();
        }
    }

    /** Without PIPELINING the next command waits for the reply to this one (RFC 2920 §3.1). */
    private SessionState afterCommand() {
        return session.facts.conversation().pipeliningOffered
                ? SessionState.COMMANDS
                : SessionState.waitingFor(Awaited.OTHER_REPLY);
    }

    /** Whether commands that are here wait until the client has read replies. */
    boolean isHeldBack() {
        return !inbox.isEmpty() && session.state instanceof SessionState.Commands && !mayGoOn();
    }

    /** Who does not read replies is not asked for more commands: each has one, and they would pile up here. */
    private boolean mayGoOn() {
        return session.legs.isClientWritable()
                && session.outstanding.size() < session.settings.limits().outstandingCommands();
    }

    private boolean decodeCommand() {
        decoder.onAuthOffered(session.facts.conversation().authOffered);
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
            if (session.rules.ends(RuleId.FOREIGN_PROTOCOL, disconnect.reason(), Preview.of(octets))) {
                session.ours.farewell(disconnect.reply(), CloseCause.BLOCKED);
            }
        }
    }

    private void onCommand(Command command) {
        session.patience().onClientLine();
        session.listener.onCommand(command.verb(), session.facts.phase());
        session.facts.conversation().authTried |= command.verb() == Verb.AUTH;
        transactions += command.verb() == Verb.MAIL ? 1 : 0;
        Limits limits = session.settings.limits();
        if (++commands > limits.commands() || transactions > limits.transactions()) {
            session.ours.farewell(Reply.tooManyCommands(session.facts.host()), CloseCause.TOO_MANY_COMMANDS);
            return;
        }
        Verdict verdict = session.rules.check(command);
        lineReported = false;
        switch (verdict) {
            case Verdict.Forward forward -> {
                if (command.ending() == Command.Ending.OVERSIZED) {
                    // Whatever the mode of the rule: only its beginning is here, so it cannot be forwarded.
                    refuseBad(Reply.lineTooLong());
                } else {
                    onAllowed(command, Forwarding.NO_CUT);
                }
            }
            case Verdict.Cut cut -> onAllowed(command, cut);
            case Verdict.Reject reject -> refuseBad(reject.reply());
            case Verdict.Disconnect disconnect -> session.ours.farewell(disconnect.reply(), CloseCause.BLOCKED);
        }
    }

    private void refuseBad(Reply reply) {
        if (session.rules.isOneBadCommandTooMany(reply)) {
            session.ours.farewell(Reply.tooManyBadCommands(session.facts.host()), CloseCause.TOO_MANY_BAD_COMMANDS);
        } else {
            session.ours.refuse(reply);
        }
    }

    private void onAllowed(Command command, Verdict.Cut cut) {
        Verb verb = command.verb();
        Conversation conversation = session.facts.conversation();
        if (session.drain().refuses(verb, transactions)) {
            session.ours.farewell(Reply.closing(session.facts.host()), CloseCause.DRAINED);
            return;
        }
        switch (verb) {
            case STARTTLS -> {
                session.startTls().onCommand(command);
                return;
            }
            // Whatever the mode of the rule: the octets behind BDAT could not be told from commands, and who the client
            // is is not for the client to say.
            case BDAT -> {
                session.ours.farewell(Reply.chunkingNotOffered(session.facts.host()), CloseCause.BLOCKED);
                return;
            }
            case XCLIENT, XFORWARD -> {
                session.ours.refuse(Reply.notPermitted());
                return;
            }
            default -> {}
        }
        if (conversation.helloNeeded && verb.needsHello()) {
            session.ours.refuse(Reply.helloFirst());
            return;
        }
        switch (verb) {
            case MAIL -> conversation.smtpUtf8Asked = command.hasWord("SMTPUTF8");
            case EHLO, HELO -> conversation.helloAsked = octets(command);
            default -> {}
        }
        session.state = after(verb);
        if (!inbox.isEmpty()) {
            // What came in the same segment is judged first, so that of a stuffed transaction not even EHLO passes.
            judgeWhatFollows();
        }
        if (session.state instanceof SessionState.Waiting || session.state instanceof SessionState.Commands) {
            forwarding.command(command, cut, inbox.octets());
        }
    }

    private void judgeWhatFollows() {
        if (session.state instanceof SessionState.Waiting waiting) {
            early.judge(waiting, inbox.octets());
        } else if (!groupJudged) {
            groupJudged = true;
            early.judgeGroup(inbox.octets());
        }
    }

    private SessionState after(Verb verb) {
        return switch (verb) {
            case EHLO, HELO -> SessionState.waitingFor(Awaited.HELLO_REPLY);
            case DATA -> SessionState.waitingFor(Awaited.DATA_REPLY);
            case AUTH -> SessionState.waitingFor(Awaited.AUTH_REPLY);
            default -> verb.isSynchronisationPoint() ? SessionState.waitingFor(Awaited.OTHER_REPLY) : afterCommand();
        };
    }

    private boolean decodeAuthResponse() {
        Optional<Command> line = decoder.decodeAuthResponse(inbox.octets());
        if (line.isEmpty()) {
            return false;
        }
        session.patience().onClientLine();
        if (line.get().ending() == Command.Ending.OVERSIZED) {
            // The backend waits for an answer; only closing is sure to leave nothing behind (RFC 4954 §4: 500).
            session.ours.farewell(Reply.lineTooLong(), CloseCause.BLOCKED);
            return false;
        }
        forwarding.authResponse(line.get(), inbox.octets());
        session.state = SessionState.waitingFor(Awaited.AUTH_REPLY);
        return true;
    }

    private static byte[] octets(Command command) {
        ByteBuf line = command.line();
        byte[] octets = new byte[line.readableBytes() + 2];
        line.getBytes(line.readerIndex(), octets, 0, line.readableBytes());
        octets[octets.length - 2] = '\r';
        octets[octets.length - 1] = '\n';
        return octets;
    }
}
