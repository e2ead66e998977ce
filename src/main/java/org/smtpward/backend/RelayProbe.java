package org.smtpward.backend;

import io.netty.channel.EventLoop;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;
import org.smtpward.backend.ProbeAnswer.Meaning;
import org.smtpward.session.BackendTls;

/**
 * Questions to the backend, from one source: whether it relays, and whether it accepts mail. sendmail relays for 127.0.0.1
 * and its own addresses: a proxy that connects from there makes the host an open relay. It rejects addresses that a blacklist
 * or its access map has: a proxy that connects from there bounces all mail.
 *
 * <p>TLS comes first where {@code backend.tls} demands it, and where the backend refuses MAIL without. The dialogue is EHLO,
 * MAIL, RCPT to a domain that can never exist (RFC 2606), RCPT to a recipient of the backend, RSET, QUIT; no message is sent.
 * Blocks: never call it on an event loop.
 */
public final class RelayProbe {
    private static final String MAIL = "MAIL FROM:<>";
    /** sendmail's reply, and nobody else's, where TLS is not what its access map demands ({@code TLS_Clt:}). */
    private static final String UNMET_TLS = "403 4.7.0 ";

    private static final String STRANGER = "smtpward-relay-probe@relay-probe.example";

    private final Supplier<EventLoop> eventLoops;
    private final Supplier<ProbePatience> patience;

    /**
     * @param eventLoops where its connections live
     * @param patience the longest waits that are in force; a reload changes them
     */
    public RelayProbe(Supplier<EventLoop> eventLoops, Supplier<ProbePatience> patience) {
        this.eventLoops = eventLoops;
        this.patience = patience;
    }

    /**
     * What to ask.
     *
     * @param relay whether the backend relays, too
     * @param localRecipient a recipient of the backend, without angle brackets
     */
    public record Question(boolean relay, String localRecipient) {}

    /** Asks, over a connection as sessions have it. Never throws. */
    public Result ask(BackendConnector connector, Source source, Question question) {
        try (var dialogue = BackendDialogue.connect(connector, eventLoops.get(), source, patience.get())) {
            String greeting = dialogue.reply();
            if (!BackendDialogue.isPositive(greeting)) {
                return both(question, answer("the connection", greeting, ""));
            }
            String hello = dialogue.hello();
            if (!BackendDialogue.isPositive(hello)) {
                dialogue.quit();
                return both(question, answer("EHLO and HELO", hello, ""));
            }
            if (connector.leg().mode() == BackendTls.ALWAYS) {
                hello = dialogue.startTls(hello);
            }
            return transaction(dialogue, hello, connector.leg().mode() != BackendTls.NEVER, question);
        } catch (NoTlsException e) {
            return new Result.Unreachable("no TLS with it, " + e.getMessage());
        } catch (IOException e) {
            return new Result.Unreachable(reason(e));
        }
    }

    private static Result transaction(BackendDialogue dialogue, String hello, boolean mayDoTls, Question question)
            throws IOException {
        String mail = dialogue.ask(MAIL);
        if (!BackendDialogue.isPositive(mail)) {
            ProbeAnswer refused = answer(MAIL, mail, hello);
            // sendmail may want TLS before a transaction: then that is where it has to be asked.
            if (mayDoTls && BackendDialogue.offersStartTls(hello) && !dialogue.isInTls()) {
                return inTls(dialogue, hello, refused, question);
            }
            dialogue.quit();
            return both(question, refused);
        }
        Optional<ProbeAnswer> relay =
                question.relay() ? Optional.of(recipient(dialogue, STRANGER, hello)) : Optional.empty();
        ProbeAnswer local = relay.isPresent()
                ? recipientOrWhyNot(dialogue, question.localRecipient(), hello)
                : recipient(dialogue, question.localRecipient(), hello);
        dialogue.quit();
        return new Result.Answered(relay.map(answer -> weighed(answer, local)), local);
    }

    /**
     * Postfix refuses to relay with 454 4.7.1 by default (defer_unauth_destination). It is a refusal of that recipient, not
     * of all for the time being, when the backend's own one is accepted in the same transaction.
     */
    private static ProbeAnswer weighed(ProbeAnswer relay, ProbeAnswer local) {
        return relay.reply().startsWith("454 4.7.1 ") && local.meaning() == Meaning.ACCEPTED
                ? new ProbeAnswer(Meaning.REJECTED, relay.command(), relay.reply())
                : relay;
    }

    /** Without TLS the refusal in the clear stands, unless it was for the want of TLS (530, RFC 3207 §4). */
    private static Result inTls(BackendDialogue dialogue, String hello, ProbeAnswer refused, Question question)
            throws IOException {
        String helloInTls;
        try {
            helloInTls = dialogue.startTls(hello);
        } catch (NoTlsException e) {
            if (refused.meaning() == Meaning.REJECTED && !refused.reply().startsWith("530")) {
                return both(question, refused);
            }
            throw e;
        }
        return transaction(dialogue, helloInTls, true, question);
    }

    private static ProbeAnswer recipient(BackendDialogue dialogue, String address, String hello) throws IOException {
        String command = "RCPT TO:<" + address + ">";
        String reply = dialogue.ask(command);
        return BackendDialogue.isPositive(reply)
                ? new ProbeAnswer(Meaning.ACCEPTED, command, reply)
                : answer(command, reply, hello);
    }

    /** The answer before counts, whatever happens now. */
    private static ProbeAnswer recipientOrWhyNot(BackendDialogue dialogue, String address, String hello) {
        try {
            return recipient(dialogue, address, hello);
        } catch (IOException e) {
            return new ProbeAnswer(Meaning.UNCLEAR, "RCPT TO:<" + address + ">", reason(e));
        }
    }

    /** @param hello empty if there was none yet */
    private static ProbeAnswer answer(String command, String reply, String hello) {
        Meaning meaning;
        if (reply.startsWith(UNMET_TLS)) {
            meaning = Meaning.AUTH_FIRST;
        } else if (!BackendDialogue.hasCode(reply, '5')) {
            meaning = Meaning.UNCLEAR;
        } else if (reply.startsWith("530") && BackendDialogue.offers(hello, "AUTH")) {
            meaning = Meaning.AUTH_FIRST;
        } else {
            meaning = Meaning.REJECTED;
        }
        return new ProbeAnswer(meaning, command, reply);
    }

    private static Result both(Question question, ProbeAnswer answer) {
        return new Result.Answered(question.relay() ? Optional.of(answer) : Optional.empty(), answer);
    }

    static String reason(IOException e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }

    /** What came out. */
    public sealed interface Result {
        /**
         * The backend answered.
         *
         * @param relay for a recipient elsewhere; empty if that was not asked
         * @param local for a recipient of the backend
         */
        record Answered(Optional<ProbeAnswer> relay, ProbeAnswer local) implements Result {
            /** Whether an answer that is needed is not clear. */
            public boolean isUnclear(Expectation expected) {
                return isUnclear(relay.filter(asked -> !expected.mayRelay()))
                        || expected.mustTakeMail() && local.meaning() == Meaning.UNCLEAR;
            }

            private static boolean isUnclear(Optional<ProbeAnswer> answer) {
                return answer.filter(found -> found.meaning() == Meaning.UNCLEAR)
                        .isPresent();
            }

            /** Whether the backend refused before it heard of a recipient. */
            boolean isCutShort() {
                return relay.filter(local::equals).isPresent();
            }

            /** Of the needed answers the one that is not clear, if one is not. */
            public ProbeAnswer missing(Expectation expected) {
                return isUnclear(relay.filter(asked -> !expected.mayRelay())) ? relay.orElseThrow() : local;
            }
        }

        /** No connection, or it broke. */
        record Unreachable(String why) implements Result {}
    }
}
