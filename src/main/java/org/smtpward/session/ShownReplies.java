package org.smtpward.session;

import io.netty.buffer.ByteBuf;
import java.util.Optional;
import java.util.OptionalInt;
import org.smtpward.command.Verb;
import org.smtpward.policy.Preview;
import org.smtpward.policy.RuleId;
import org.smtpward.reply.BackendReply;
import org.smtpward.reply.Reply;
import org.smtpward.rewrite.Reflection;
import org.smtpward.rewrite.Rewriter;

/** Shows the backend's replies to the client: as the octets they are, unless a rewriter has something to change. */
final class ShownReplies {
    private static final Outstanding.Forwarded NOTHING = Outstanding.Forwarded.plain(Verb.NOOP);

    private final Session session;
    private boolean afterMarkup;

    ShownReplies(Session session) {
        this.session = session;
    }

    /** A reply that repeats no argument of its own, such as that to mail data. */
    void show(BackendReply reply) {
        show(NOTHING, reply);
    }

    /** The reply to {@code asked}. */
    void show(Outstanding.Forwarded asked, BackendReply reply) {
        Optional<BackendReply> changed = change(asked, reply);
        session.listener.onReply(changed.orElse(reply).code());
        if (changed.isPresent()) {
            session.toClient.write(changed.get().octets());
        } else {
            session.backend().passOn(reply);
        }
        if (reply.code() == 421) {
            session.close(CloseCause.BACKEND_CLOSED, OptionalInt.of(421));
        }
    }

    /** The reply to show instead, whose octets are the caller's, or empty when this one is right as it is. */
    private Optional<BackendReply> change(Outstanding.Forwarded asked, BackendReply reply) {
        afterMarkup |= !asked.markup().isEmpty();
        boolean keywords = asked.verb() == Verb.EHLO && reply.isPositive();
        if (reply.code() / 100 == 3 || reply.isPositive() && !afterMarkup && !keywords) {
            return Optional.empty();
        }
        // 403 first: what it is about is known by its text.
        Optional<BackendReply> changed = correct403(reply);
        if (afterMarkup) {
            changed = then(changed, reply, next -> withoutMarkup(asked, next));
        }
        return keywords ? then(changed, reply, this::hideKeywords) : then(changed, reply, this::replace);
    }

    private Optional<BackendReply> withoutMarkup(Outstanding.Forwarded asked, BackendReply reply) {
        boolean repeats = Reflection.isIn(reply, asked.verb(), asked.markup()) && mayNotRepeat(asked, reply);
        return repeats
                ? with(reply.code(), Reflection.rewrite(reply, asked.verb(), session.facts.host()), Rewriter.REFLECTION)
                : Optional.empty();
    }

    private boolean mayNotRepeat(Outstanding.Forwarded asked, BackendReply reply) {
        String preview = asked.verb() == Verb.AUTH ? "" : Preview.of(reply.octets());
        return session.rules.rewritesReply(
                RuleId.REFLECTION, "the reply repeats markup that the client sent", preview, asked.watched());
    }

    private Optional<BackendReply> hideKeywords(BackendReply reply) {
        return session.settings
                .ehloKeywords()
                .rewrite(reply, session.startTls().isOffered())
                .flatMap(octets -> with(reply.code(), octets, Rewriter.EHLO_KEYWORDS));
    }

    private Optional<BackendReply> correct403(BackendReply reply) {
        return session.settings.tls403().rewrite(reply).flatMap(octets -> with(454, octets, Rewriter.TLS_403));
    }

    /** The site's own rules, which never make a success of a failure or the reverse. */
    private Optional<BackendReply> replace(BackendReply reply) {
        if (reply.code() < 400 || reply.code() == 421) {
            return Optional.empty();
        }
        Optional<Reply> replacement = session.rules.replacement(reply.octets());
        return replacement.flatMap(
                other -> with(other.code(), other.encode(session.legs.allocator()), Rewriter.CUSTOM));
    }

    private Optional<BackendReply> with(int code, ByteBuf octets, Rewriter rewriter) {
        session.listener.onReplyRewritten(rewriter);
        return Optional.of(new BackendReply(code, octets));
    }

    /** Lets the next rewriter look at what the one before it has made, which is released when it is changed again. */
    private static Optional<BackendReply> then(Optional<BackendReply> before, BackendReply original, Rewriting next) {
        Optional<BackendReply> after = next.rewrite(before.orElse(original));
        if (after.isEmpty()) {
            return before;
        }
        before.ifPresent(reply -> reply.octets().release());
        return after;
    }

    /** One rewriter. */
    private interface Rewriting {
        Optional<BackendReply> rewrite(BackendReply reply);
    }
}
