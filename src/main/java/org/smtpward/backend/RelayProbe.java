package org.smtpward.backend;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.smtpward.config.HostPort;
import org.smtpward.session.BackendTls;
import org.smtpward.tls.BackendLeg;

/**
 * Asks the backend whether it would relay for whoever comes from our source address. sendmail relays for 127.0.0.1 and its
 * own addresses: a proxy that connects from there makes the host an open relay, so nobody is served before this was asked.
 *
 * <p>TLS comes first where {@code backend.tls} demands it, and where the backend refuses MAIL without. The dialogue is EHLO, MAIL, RCPT to a domain that can never exist (RFC 2606), RSET, QUIT; no message is sent. Blocks:
 * never call it on an event loop.
 */
public final class RelayProbe {
    private static final String SENDER = "<>";
    private static final String RECIPIENT = "<smtpward-relay-probe@relay-probe.example>";

    private final HostPort backend;
    private final Optional<InetAddress> source;
    private final Duration patience;
    private final Supplier<BackendLeg> leg;

    /**
     * @param backend where the backend is
     * @param source the address to connect from, or empty to leave it to the system
     * @param patience the longest wait for the connection, and for each read
     * @param leg how sessions that begin now get TLS: it is asked as they would be
     */
    public RelayProbe(HostPort backend, Optional<InetAddress> source, Duration patience, Supplier<BackendLeg> leg) {
        this.backend = backend;
        this.source = source;
        this.patience = patience;
        this.leg = leg;
    }

    /** Asks. Never throws. */
    public Result run() {
        BackendLeg now = leg.get();
        try (var dialogue = BackendDialogue.connect(backend, source, patience, now)) {
            String greeting = dialogue.reply();
            if (!BackendDialogue.isPositive(greeting)) {
                return new Result.Unclear("the backend's greeting is: " + greeting);
            }
            String hello = dialogue.hello();
            if (now.mode() == BackendTls.ALWAYS) {
                hello = dialogue.startTls(hello);
            }
            return ask(dialogue, hello);
        } catch (NoTlsException e) {
            return new Result.Unreachable("no TLS with it, " + e.getMessage());
        } catch (IOException e) {
            return new Result.Unreachable(reason(e));
        }
    }

    private Result ask(BackendDialogue dialogue, String hello) throws IOException {
        String mail = dialogue.ask("MAIL FROM:" + SENDER);
        if (!BackendDialogue.isPositive(mail)) {
            // sendmail may want TLS before a transaction: then that is where it has to be asked.
            if (BackendDialogue.offersStartTls(hello) && dialogue.tls().isEmpty()) {
                return ask(dialogue, dialogue.startTls(hello));
            }
            dialogue.quit();
            return new Result.Unclear("it refuses the sender " + SENDER + ": " + mail);
        }
        String rcpt = dialogue.ask("RCPT TO:" + RECIPIENT);
        dialogue.ask("RSET");
        dialogue.quit();
        return BackendDialogue.isPositive(rcpt) ? new Result.WouldRelay(rcpt) : new Result.Refuses(rcpt);
    }

    static String reason(IOException e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }

    /** What came out. */
    public sealed interface Result {
        /** The good answer. */
        record Refuses(String reply) implements Result {}

        /** Everybody would be relayed for. */
        record WouldRelay(String reply) implements Result {
            /** What that means and the ways out, for the operator. */
            public String explain(HostPort backend, Optional<InetAddress> source) {
                return """
                        the backend %s would relay for everybody on the Internet: connected from %s, it accepted a foreign \
                        recipient (%s).
                        Through smtpward every client comes from that address: the host would be an open relay. Three ways out:
                          1. set backend.source.address to an address that the backend does not trust (default 127.0.0.2);
                          2. take that address out of the backend's relay rules (sendmail: class R, the access map);
                          3. if every client may relay indeed, say so: backend.source.allow-relay = true.""".formatted(
                                backend, source.map(InetAddress::getHostAddress).orElse("any address"), reply);
            }
        }

        /** The question could not be put; as no mail gets as far, none is relayed either. */
        record Unclear(String why) implements Result {}

        /** No connection, or it broke. */
        record Unreachable(String why) implements Result {}
    }
}
