package org.smtpward.session;

import io.netty.buffer.ByteBuf;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.smtpward.command.Verb;
import org.smtpward.reply.BackendReply;
import org.smtpward.reply.HostName;
import org.smtpward.reply.MalformedReplyException;
import org.smtpward.reply.QueueId;
import org.smtpward.reply.ReplyDecoder;
import org.smtpward.rewrite.EhloKeywords;

/** Reads the backend's replies and learns from them what the client's next octets mean. */
final class BackendReplies {
    private final Session session;
    private final ShownReplies shown;
    private final Inbox inbox = new Inbox();
    private ReplyDecoder decoder;
    /** The reply that is being handled, if it is the last that was decoded and lies in the inbox as it came. */
    private @Nullable BackendReply inPlace;

    private boolean saidGoodbye;

    BackendReplies(Session session) {
        this.session = session;
        this.shown = new ShownReplies(session);
        this.decoder = newDecoder();
    }

    void take(ByteBuf octets) {
        if (session.isClosed()) {
            octets.release();
            return;
        }
        if (session.state instanceof SessionState.PassingOn) {
            session.toClient.write(octets);
            return;
        }
        inbox.add(octets, session.legs.allocator());
        decode();
    }

    void clear() {
        session.toClient.leave();
        inbox.clear();
    }

    /** Octets stand behind the reply that is being handled. */
    boolean hasMore() {
        return !inbox.isEmpty();
    }

    /** Sends {@code reply} to the client as it came, without a copy and together with its neighbours if it can be. */
    void passOn(BackendReply reply) {
        if (reply == inPlace) {
            ByteBuf in = inbox.octets();
            session.toClient.pass(in, in.readerIndex() - reply.octets().readableBytes(), in.readerIndex());
        } else {
            session.toClient.write(reply.octets().retainedSlice());
        }
    }

    /** Shows what is not for us, but for the client. */
    void show(BackendReply reply) {
        shown.show(reply);
    }

    /** A new connection begins. */
    void startAfresh() {
        clear();
        decoder = newDecoder();
    }

    void onGone() {
        if (session.state instanceof SessionState.PassingOn) {
            session.close(CloseCause.PASSED_ON);
        } else if (saidGoodbye) {
            session.close(CloseCause.BACKEND_CLOSED);
        } else {
            session.ours.leave(CloseCause.BACKEND_CLOSED);
        }
    }

    private ReplyDecoder newDecoder() {
        Limits limits = session.settings.limits();
        return new ReplyDecoder(limits.replyLine(), limits.replyLines(), limits.replyOctets());
    }

    /** The client's own handshake is over: a greeting that came early can be shown. */
    void onClientTls() {
        decode();
    }

    private void decode() {
        decodeAll();
        session.toClient.leave();
        inPlace = null;
        inbox.trim();
    }

    private void decodeAll() {
        try {
            while (!session.isClosed() && !isGreetingEarly()) {
                Optional<BackendReply> reply = decoder.decode(inbox.octets());
                if (reply.isEmpty()) {
                    return;
                }
                inPlace = decoder.isInPlace() ? reply.get() : null;
                onReply(reply.get());
            }
        } catch (MalformedReplyException e) {
            session.ours.leave(CloseCause.BACKEND_PROTOCOL);
        }
    }

    /** The handshake with the backend can bring its greeting along, unread; in the clear the client's is taken for TLS. */
    private boolean isGreetingEarly() {
        return session.state instanceof SessionState.Handshaking && session.outstanding.contains(Outstanding.GREETING);
    }

    private void onReply(BackendReply reply) {
        session.patience().onProgress();
        // Ours never stay first in line: they are answered as soon as they get there.
        if (session.outstanding.first() instanceof Outstanding.Owed owed) {
            session.outstanding.removeFirst();
            onReplyTo(owed, reply);
        } else {
            onUnasked(reply);
        }
        if (!session.isClosed()) {
            session.ours.answerOurs();
        }
    }

    private void onReplyTo(Outstanding.Owed owed, BackendReply reply) {
        switch (owed) {
            case Outstanding.Greeting greeting -> onGreeting(reply);
            case Outstanding.Forwarded forwarded -> onReplyTo(forwarded, reply);
            case Outstanding.EndOfMailData end -> onMailDataReply(end, reply);
            case Outstanding.AuthResponse answer -> onAuthReply(answer.asked(), reply);
            case Outstanding.BackendStartTls start -> session.startTls().onBackendReply(reply);
            case Outstanding.NewGreeting greeting -> session.startTls().onNewGreeting(reply);
            case Outstanding.NewHello hello -> session.startTls().onNewHello(reply);
            case Outstanding.OpeningHello hello -> session.opening().onHello(reply);
            case Outstanding.OpeningStartTls start -> session.opening().onStartTls(reply);
        }
    }

    /** 421 may come at any time (RFC 5321 §3.8); anything else that nobody asked for is an attack or a lost count. */
    private void onUnasked(BackendReply reply) {
        if (reply.code() != 421) {
            session.ours.leave(CloseCause.BACKEND_PROTOCOL);
        } else if (session.state instanceof SessionState.Handshaking) {
            // In the clear behind our 220 it would be taken for TLS.
            session.close(CloseCause.BACKEND_CLOSED);
        } else {
            shown.show(reply);
        }
    }

    private void onGreeting(BackendReply reply) {
        if (!session.opening().takes(reply)) {
            greet(reply);
        }
    }

    /** Shows the greeting: from now on it is the client's turn. */
    void greet(BackendReply reply) {
        session.onGreeted(HostName.ofGreeting(reply.octets()));
        saidGoodbye = !reply.isPositive();
        if (!session.isClosed()) {
            shown.show(reply);
        }
    }

    private void onReplyTo(Outstanding.Forwarded forwarded, BackendReply reply) {
        Verb verb = forwarded.verb();
        Conversation conversation = session.facts.conversation();
        if (reply.isPositive()) {
            switch (verb) {
                case MAIL -> conversation.inTransaction = true;
                case RSET -> conversation.inTransaction = false;
                case HELO, EHLO -> onHello(verb, reply);
                default -> {}
            }
        }
        switch (verb) {
            case DATA -> onDataReply(forwarded, reply);
            case AUTH -> onAuthReply(forwarded, reply);
            case QUIT -> {
                shown.show(forwarded, reply);
                session.close(CloseCause.QUIT);
            }
            default -> {
                if (isInvitationOtherThan(0, reply)) {
                    return;
                }
                resumeCommands();
                shown.show(forwarded, reply);
            }
        }
    }

    /** The backend expects something that is no command, and not what {@code expected} invites to: nobody knows what. */
    private boolean isInvitationOtherThan(int expected, BackendReply reply) {
        boolean unknown = reply.code() / 100 == 3 && reply.code() != expected;
        if (unknown) {
            session.ours.leave(CloseCause.BACKEND_PROTOCOL);
        }
        return unknown;
    }

    private void onHello(Verb verb, BackendReply reply) {
        Conversation conversation = session.facts.conversation();
        conversation.inTransaction = false;
        conversation.helloNeeded = false;
        conversation.hello = conversation.helloAsked;
        Set<String> offered = verb == Verb.EHLO ? EhloKeywords.offered(reply) : Set.of();
        conversation.smtpUtf8Offered = offered.contains("SMTPUTF8");
        conversation.authOffered = offered.contains("AUTH");
        conversation.pipeliningOffered = offered.contains("PIPELINING");
        if (verb == Verb.EHLO) {
            conversation.backendStartTls =
                    offered.contains("STARTTLS") ? Conversation.Offer.YES : Conversation.Offer.NO;
        }
    }

    private void onDataReply(Outstanding.Forwarded forwarded, BackendReply reply) {
        if (isInvitationOtherThan(354, reply)) {
            return;
        }
        if (reply.code() == 354 && isLeaving()) {
            // The session ends with a refusal: that is the client's reply to DATA.
            return;
        }
        if (reply.code() == 354) {
            session.onMailDataBegins();
        } else {
            resumeCommands();
        }
        shown.show(forwarded, reply);
    }

    private void onMailDataReply(Outstanding.EndOfMailData end, BackendReply reply) {
        session.facts.conversation().inTransaction = false;
        session.listener.onMessage(
                session.facts,
                new MessageReport(
                        reply.isPositive() ? MessageResult.ACCEPTED : MessageResult.REFUSED,
                        OptionalInt.of(reply.code()),
                        end.octets(),
                        reply.isPositive() ? QueueId.of(reply.octets()) : Optional.empty()));
        resumeCommands();
        shown.show(reply);
    }

    private void onAuthReply(Outstanding.Forwarded forwarded, BackendReply reply) {
        if (isInvitationOtherThan(334, reply) || reply.code() == 334 && isLeaving()) {
            return;
        }
        if (reply.code() == 334) {
            session.state = SessionState.AUTH_EXCHANGE;
        } else {
            session.facts.conversation().authenticated |= reply.isPositive();
            resumeCommands();
        }
        shown.show(forwarded, reply);
    }

    private boolean isLeaving() {
        return session.state instanceof SessionState.Leaving;
    }

    /** The reply that was waited for is the last that is owed. */
    private void resumeCommands() {
        if (session.state instanceof SessionState.Waiting && !session.outstanding.isBackendsTurn()) {
            session.state = SessionState.COMMANDS;
        }
    }
}
