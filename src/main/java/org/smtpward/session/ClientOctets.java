package org.smtpward.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.smtpward.command.Command;
import org.smtpward.command.CommandDecoder;
import org.smtpward.command.LineLimits;
import org.smtpward.command.SaslResponse;
import org.smtpward.command.Verb;
import org.smtpward.maildata.MailDataScanner;
import org.smtpward.policy.Preview;
import org.smtpward.policy.RuleId;
import org.smtpward.policy.Verdict;
import org.smtpward.policy.rule.ForeignProtocol;
import org.smtpward.reply.Reply;
import org.smtpward.rewrite.Markup;
import org.smtpward.session.SessionState.Awaited;

/** Reads the client's octets as what they are in the session's state, and passes on what the rules let pass. */
final class ClientOctets {
    /** Octets that are kept of a line that is not plain; what comes back of a longer one has the beginning in it. */
    private static final int LONGEST_MARKUP = 512;

    private static final ByteBuf CRLF = constant("\r\n");
    private static final ByteBuf CANCEL = constant("*\r\n");
    private static final Verdict.Cut NO_CUT = new Verdict.Cut(0, 0, "");

    private final Session session;
    private final Inbox inbox = new Inbox();
    private final CommandDecoder decoder;
    private final EarlyOctets early;
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
    }

    MailDataScanner newScanner() {
        return new MailDataScanner(new DataInspector(session));
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
            session.legs.toBackend(octets);
        } else {
            inbox.add(octets, session.legs.allocator());
            groupJudged = false;
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
                inbox.clear();
                yield false;
            }
            // The I/O side gives octets of the handshake to TLS; none can be here.
            case SessionState.Handshaking handshaking -> throw new IllegalStateException("octets beside the handshake");
            case SessionState.PassingOn passing -> throw new IllegalStateException("octets that were kept");
            case SessionState.Leaving leaving -> {
                inbox.clear();
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
            session.listener.onMessage(MessageResult.REFUSED);
            session.farewell(
                    scanner.isNulRejected() ? Reply.nulInData() : Reply.bareNewlineInData(), CloseCause.BLOCKED);
        } else if (ended) {
            session.outstanding.add(Outstanding.END_OF_MAIL_DATA);
            session.state = afterCommand();
        }
    }

    /** Without PIPELINING the next command waits for the reply to this one (RFC 2920 §3.1). */
    private SessionState afterCommand() {
        return session.facts.conversation().pipeliningOffered
                ? SessionState.COMMANDS
                : SessionState.waitingFor(Awaited.OTHER_REPLY);
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
                session.farewell(disconnect.reply(), CloseCause.BLOCKED);
            }
        }
    }

    private void onCommand(Command command) {
        session.listener.onCommand(command.verb(), session.facts.phase());
        session.facts.conversation().authTried |= command.verb() == Verb.AUTH;
        transactions += command.verb() == Verb.MAIL ? 1 : 0;
        Limits limits = session.settings.limits();
        if (++commands > limits.commands() || transactions > limits.transactions()) {
            session.farewell(Reply.tooManyCommands(session.facts.host()), CloseCause.TOO_MANY_COMMANDS);
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
                    onAllowed(command, NO_CUT);
                }
            }
            case Verdict.Cut cut -> onAllowed(command, cut);
            case Verdict.Reject reject -> refuseBad(reject.reply());
            case Verdict.Disconnect disconnect -> session.farewell(disconnect.reply(), CloseCause.BLOCKED);
        }
    }

    private void refuseBad(Reply reply) {
        if (session.rules.isOneBadCommandTooMany(reply)) {
            session.farewell(Reply.tooManyBadCommands(session.facts.host()), CloseCause.TOO_MANY_BAD_COMMANDS);
        } else {
            session.refuse(reply);
        }
    }

    private void onAllowed(Command command, Verdict.Cut cut) {
        Verb verb = command.verb();
        Conversation conversation = session.facts.conversation();
        switch (verb) {
            case STARTTLS -> {
                session.startTls().onCommand(command);
                return;
            }
            // Whatever the mode of the rule: the octets behind BDAT could not be told from commands, and who the client
            // is
            // is not for the client to say.
            case BDAT -> {
                session.farewell(Reply.chunkingNotOffered(session.facts.host()), CloseCause.BLOCKED);
                return;
            }
            case XCLIENT, XFORWARD -> {
                session.refuse(Reply.notPermitted());
                return;
            }
            default -> {}
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
        session.state = after(verb);
        if (!inbox.isEmpty()) {
            // What came in the same segment is judged first, so that of a stuffed transaction not even EHLO passes.
            judgeWhatFollows();
        }
        if (session.state instanceof SessionState.Waiting || session.state instanceof SessionState.Commands) {
            forward(command, cut);
            session.outstanding.add(asked(command));
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

    private Outstanding asked(Command command) {
        if (isPlain(command)) {
            return Outstanding.Forwarded.plain(command.verb());
        }
        return notPlain(command.verb(), command);
    }

    private Outstanding.Forwarded notPlain(Verb verb, Command command) {
        ByteBuf line = command.line();
        int length = Math.min(line.readableBytes(), LONGEST_MARKUP);
        return new Outstanding.Forwarded(
                verb,
                line.toString(line.readerIndex(), length, StandardCharsets.ISO_8859_1),
                session.rules.lastWasWatched());
    }

    private static boolean isPlain(Command command) {
        ByteBuf line = command.line();
        return switch (command.verb()) {
            case MAIL, RCPT -> Markup.isPlainEnvelope(line);
            case VRFY, EXPN -> Markup.isPlainAddress(line);
            default -> Markup.isPlainText(line);
        };
    }

    private static boolean needsHello(Verb verb) {
        return switch (verb) {
            case MAIL, RCPT, DATA, AUTH, VRFY, EXPN, ETRN, EXTRA -> true;
            case HELO, EHLO, RSET, HELP, NOOP, QUIT, VERB, STARTTLS, BDAT, XCLIENT, XFORWARD, UNKNOWN -> false;
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
        if (SaslResponse.isWellFormed(line.get().line())) {
            forward(line.get(), NO_CUT);
            session.outstanding.add(Outstanding.AUTH_RESPONSE);
        } else if (session.rules.refuses(RuleId.COMMAND_SYNTAX, "an answer to AUTH that is no base64")) {
            // The backend waits for an answer: it gets the one that cancels, and its reply to that is the client's.
            session.legs.toBackend(CANCEL.duplicate());
            session.outstanding.add(Outstanding.AUTH_RESPONSE);
        } else {
            session.outstanding.add(new Outstanding.AuthResponse(notPlain(Verb.AUTH, line.get())));
            forward(line.get(), NO_CUT);
        }
        session.state = SessionState.waitingFor(Awaited.AUTH_REPLY);
        return true;
    }

    /** Octet for octet but for the cut, ended by CRLF. The decoder has just moved the reader index behind the line. */
    private void forward(Command command, Verdict.Cut cut) {
        if (cut.from() < cut.to()) {
            ByteBuf line = command.line();
            int rest = line.readerIndex() + cut.to();
            session.legs.toBackend(line.retainedSlice(line.readerIndex(), cut.from()));
            session.legs.toBackend(line.retainedSlice(rest, line.writerIndex() - rest));
            session.legs.toBackend(CRLF.duplicate());
        } else if (command.ending() == Command.Ending.CRLF) {
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

    private static ByteBuf constant(String octets) {
        return Unpooled.unreleasableBuffer(Unpooled.directBuffer()
                .writeBytes(octets.getBytes(StandardCharsets.US_ASCII))
                .asReadOnly());
    }
}
