package org.smtpward.backend;

import io.netty.channel.EventLoop;
import java.io.IOException;
import java.util.function.Supplier;
import org.smtpward.config.HostPort;
import org.smtpward.session.BackendTls;

/**
 * Asks the backend whether it would relay for whoever comes from a source of ours. sendmail relays for 127.0.0.1 and its own
 * addresses: a proxy that connects from there makes the host an open relay, so nobody is served before this was asked.
 *
 * <p>TLS comes first where {@code backend.tls} demands it, and where the backend refuses MAIL without. The dialogue is EHLO,
 * MAIL, RCPT to a domain that can never exist (RFC 2606), RSET, QUIT; no message is sent. Blocks: never call it on an event
 * loop.
 */
public final class RelayProbe {
    private static final String SENDER = "<>";
    private static final String RECIPIENT = "<smtpward-relay-probe@relay-probe.example>";

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

    /** Asks, over a connection as sessions have it. Never throws. */
    public Result ask(BackendConnector connector, Source source) {
        try (var dialogue = BackendDialogue.connect(connector, eventLoops.get(), source, patience.get())) {
            String greeting = dialogue.reply();
            if (!BackendDialogue.isPositive(greeting)) {
                return new Result.Unclear("the backend's greeting is: " + greeting);
            }
            String hello = dialogue.hello();
            if (connector.leg().mode() == BackendTls.ALWAYS) {
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
            if (BackendDialogue.offersStartTls(hello) && !dialogue.isInTls()) {
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

        /** Everybody with that source would be relayed for. */
        record WouldRelay(String reply) implements Result {
            /** What that means and the ways out, for the operator. */
            public String explain(HostPort backend, Source source) {
                return "the backend %s would relay for everybody on the Internet: connected from %s, it accepted a foreign recipient (%s).\n"
                                .formatted(backend, source.label(), reply)
                        + waysOut(source);
            }

            private static String waysOut(Source source) {
                return switch (source) {
                    case Source.Ours ours -> """
                            Through smtpward clients come from that address: the host would be an open relay. Three ways out:
                              1. set backend.source.address (or that of the class) to an address that the backend does not trust
                                 (default 127.25.25.25), or let it see the clients' own: backend.source.mode = transparent;
                              2. take that address out of the backend's relay rules (sendmail: class R, the access map);
                              3. if all these clients may relay indeed, say so: allow-relay = true, in their class if they have
                                 one, else backend.source.allow-relay = true.""";
                    case Source.Borrowed borrowed -> """
                            That is the address of a stranger, so the host is an open relay, with smtpward or without, unless somebody
                            between us changes addresses. Three ways out:
                              1. if a firewall hides our addresses behind its own (MASQUERADE, SNAT), except connections to the backend;
                              2. take strangers out of the backend's relay rules (sendmail: FEATURE(promiscuous_relay), class R, the
                                 access map), or name an address that is one: backend.source.probe.addresses;
                              3. if every client may relay indeed, say so: backend.source.allow-relay = true.""";
                    case Source.Announced announced -> """
                            That header named a stranger, so the host is an open relay: most likely the backend does not read the header.
                            Three ways out:
                              1. let the backend read the PROXY protocol from us, or take another backend.source.mode;
                              2. take our address, and strangers, out of the backend's relay rules;
                              3. if every client may relay indeed, say so: backend.source.allow-relay = true.""";
                };
            }
        }

        /** The question could not be put; as no mail gets as far, none is relayed either. */
        record Unclear(String why) implements Result {}

        /** No connection, or it broke. */
        record Unreachable(String why) implements Result {}
    }
}
