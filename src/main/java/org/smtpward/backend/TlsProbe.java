package org.smtpward.backend;

import io.netty.channel.EventLoop;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.function.Supplier;

/** Makes a TLS handshake with the backend as sessions will, for an operator who wants to know. Blocks. */
public final class TlsProbe {
    private final Supplier<EventLoop> eventLoops;
    private final ProbePatience patience;

    /**
     * @param eventLoops where its connections live
     * @param patience the longest wait for the connection, and for each reply
     */
    public TlsProbe(Supplier<EventLoop> eventLoops, ProbePatience patience) {
        this.eventLoops = eventLoops;
        this.patience = patience;
    }

    /** Asks, over a connection as sessions have it. Never throws. */
    public Result ask(BackendConnector connector, Source source) {
        try (var dialogue = BackendDialogue.connect(connector, eventLoops.get(), source, patience)) {
            if (!dialogue.isInTls()) {
                String greeting = dialogue.reply();
                if (!BackendDialogue.isPositive(greeting)) {
                    return new Result.Unreachable("its greeting is: " + greeting);
                }
                String hello = dialogue.hello();
                if (!BackendDialogue.offersStartTls(hello)) {
                    dialogue.quit();
                    return new Result.NotOffered();
                }
                dialogue.startTls(hello);
            }
            var made = new Result.Made(dialogue.tlsVersion(), dialogue.certificate());
            dialogue.quit();
            return made;
        } catch (NoTlsException e) {
            return new Result.Failed(e.getMessage());
        } catch (IOException e) {
            return new Result.Unreachable(RelayProbe.reason(e));
        }
    }

    /** What came out. */
    public sealed interface Result {
        /** The certificate satisfied {@code backend.tls-options.verify}. */
        record Made(String version, X509Certificate certificate) implements Result {}

        /** Its reply to EHLO does not have STARTTLS. */
        record NotOffered() implements Result {}

        /** In plain words. */
        record Failed(String why) implements Result {}

        /** No connection, or it broke. */
        record Unreachable(String why) implements Result {}
    }
}
