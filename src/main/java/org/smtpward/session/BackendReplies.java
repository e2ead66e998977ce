package org.smtpward.session;

import io.netty.buffer.ByteBuf;
import java.util.Optional;
import org.smtpward.command.Verb;
import org.smtpward.maildata.MailDataScanner;
import org.smtpward.policy.Mode;
import org.smtpward.policy.RuleId;
import org.smtpward.reply.BackendReply;
import org.smtpward.reply.HostName;
import org.smtpward.reply.MalformedReplyException;
import org.smtpward.reply.ReplyDecoder;
import org.smtpward.rewrite.EhloKeywords;
import org.smtpward.rewrite.Rewriter;

/** Reads the backend's replies, learns from them what the client's next octets mean, and shows them to the client. */
final class BackendReplies {
    private final Session session;
    private final Inbox inbox = new Inbox();
    private ReplyDecoder decoder;
    private boolean saidGoodbye;

    BackendReplies(Session session) {
        this.session = session;
        this.decoder = newDecoder();
    }

    void take(ByteBuf octets) {
        if (session.isClosed()) {
            octets.release();
            return;
        }
        inbox.add(octets, session.legs.allocator());
        decode();
        inbox.trim();
    }

    void clear() {
        inbox.clear();
    }

    /** Octets stand behind the reply that is being handled. */
    boolean hasMore() {
        return !inbox.isEmpty();
    }

    /** A new connection begins. */
    void startAfresh() {
        inbox.clear();
        decoder = newDecoder();
    }

    void onGone() {
        if (saidGoodbye) {
            session.close(CloseCause.BACKEND_CLOSED);
        } else {
            session.leave(CloseCause.BACKEND_CLOSED);
        }
    }

    private ReplyDecoder newDecoder() {
        return new ReplyDecoder(
                session.settings.limits().replyLine(), session.settings.limits().replyLines());
    }

    private void decode() {
        try {
            while (!session.isClosed()) {
                Optional<BackendReply> reply = decoder.decode(inbox.octets());
                if (reply.isEmpty()) {
                    return;
                }
                onReply(reply.get());
            }
        } catch (MalformedReplyException e) {
            session.leave(CloseCause.BACKEND_PROTOCOL);
        }
    }

    private void onReply(BackendReply reply) {
        // Ours never stay first in line: they are answered as soon as they get there.
        if (session.outstanding.first() instanceof Outstanding.Owed owed) {
            session.outstanding.removeFirst();
            onReplyTo(owed, reply);
        } else {
            onUnasked(reply);
        }
        if (!session.isClosed()) {
            session.answerOurs();
        }
    }

    private void onReplyTo(Outstanding.Owed owed, BackendReply reply) {
        switch (owed) {
            case Outstanding.Greeting greeting -> onGreeting(reply);
            case Outstanding.Forwarded forwarded -> onReplyTo(forwarded.verb(), reply);
            case Outstanding.EndOfMailData end -> onMailDataReply(reply);
            case Outstanding.AuthResponse auth -> onAuthReply(reply);
            case Outstanding.BackendStartTls start -> session.startTls().onBackendReply(reply);
            case Outstanding.NewGreeting greeting -> session.startTls().onNewGreeting(reply);
            case Outstanding.NewHello hello -> session.startTls().onNewHello(reply);
        }
    }

    /** 421 may come at any time (RFC 5321 §3.8); anything else that nobody asked for is an attack or a lost count. */
    private void onUnasked(BackendReply reply) {
        if (reply.code() != 421) {
            session.leave(CloseCause.BACKEND_PROTOCOL);
        } else if (session.state instanceof SessionState.Handshaking) {
            // In the clear behind our 220 it would be taken for TLS.
            session.close(CloseCause.BACKEND_CLOSED);
        } else {
            show(reply);
        }
    }

    private void onGreeting(BackendReply reply) {
        session.onGreeted(HostName.ofGreeting(reply.octets()));
        saidGoodbye = !reply.isPositive();
        show(reply);
    }

    private void onReplyTo(Verb verb, BackendReply reply) {
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
            case DATA -> onDataReply(reply);
            case AUTH -> onAuthReply(reply);
            case QUIT -> {
                show(reply);
                session.close(CloseCause.QUIT);
            }
            default -> {
                if (isInvitationOtherThan(0, reply)) {
                    return;
                }
                if (verb.isSynchronisationPoint()) {
                    resumeCommands();
                }
                if (verb == Verb.EHLO && reply.isPositive()) {
                    showEhlo(reply);
                } else {
                    show(reply);
                }
            }
        }
    }

    /** The backend expects something that is no command, and not what {@code expected} invites to: nobody knows what. */
    private boolean isInvitationOtherThan(int expected, BackendReply reply) {
        boolean unknown = reply.code() / 100 == 3 && reply.code() != expected;
        if (unknown) {
            session.leave(CloseCause.BACKEND_PROTOCOL);
        }
        return unknown;
    }

    private void onHello(Verb verb, BackendReply reply) {
        Conversation conversation = session.facts.conversation();
        conversation.inTransaction = false;
        conversation.helloNeeded = false;
        conversation.hello = conversation.helloAsked;
        conversation.smtpUtf8Offered = verb == Verb.EHLO && EhloKeywords.offers(reply, "SMTPUTF8");
        if (verb == Verb.EHLO) {
            conversation.backendStartTls =
                    EhloKeywords.offers(reply, "STARTTLS") ? Conversation.Offer.YES : Conversation.Offer.NO;
        }
    }

    private void onDataReply(BackendReply reply) {
        if (isInvitationOtherThan(354, reply)) {
            return;
        }
        if (reply.code() == 354) {
            boolean normalize = session.settings.policy().mode(RuleId.BARE_NEWLINE) == Mode.ENFORCE;
            session.state = new SessionState.MailData(new MailDataScanner(normalize));
        } else {
            resumeCommands();
        }
        show(reply);
    }

    private void onMailDataReply(BackendReply reply) {
        session.facts.conversation().inTransaction = false;
        session.listener.onMessage(reply.isPositive() ? MessageResult.ACCEPTED : MessageResult.REFUSED);
        show(reply);
    }

    private void onAuthReply(BackendReply reply) {
        if (isInvitationOtherThan(334, reply)) {
            return;
        }
        if (reply.code() == 334) {
            session.state = SessionState.AUTH_EXCHANGE;
        } else {
            session.facts.conversation().authenticated |= reply.isPositive();
            resumeCommands();
        }
        show(reply);
    }

    private void resumeCommands() {
        if (session.state instanceof SessionState.Waiting) {
            session.state = SessionState.COMMANDS;
        }
    }

    private void showEhlo(BackendReply reply) {
        Optional<ByteBuf> rewritten = session.settings
                .ehloKeywords()
                .rewrite(reply, session.startTls().isOffered());
        rewritten.ifPresent(octets -> session.listener.onReplyRewritten(Rewriter.EHLO_KEYWORDS));
        pass(reply.code(), rewritten.orElseGet(reply.octets()::retainedSlice));
    }

    private void show(BackendReply reply) {
        Optional<ByteBuf> rewritten = session.settings.tls403().rewrite(reply);
        rewritten.ifPresent(octets -> session.listener.onReplyRewritten(Rewriter.TLS_403));
        pass(rewritten.isPresent() ? 454 : reply.code(), rewritten.orElseGet(reply.octets()::retainedSlice));
        if (reply.code() == 421) {
            session.close(CloseCause.BACKEND_CLOSED);
        }
    }

    private void pass(int code, ByteBuf octets) {
        session.listener.onReply(code);
        session.legs.toClient(octets);
    }
}
