package org.smtpward.backend;

import java.io.IOException;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import org.smtpward.config.HostPort;
import org.smtpward.tls.BackendLeg;

/** Makes a TLS handshake with the backend as sessions will, for an operator who wants to know. Blocks. */
public final class TlsProbe {
    private final HostPort backend;
    private final Optional<InetAddress> source;
    private final Duration patience;
    private final BackendLeg leg;

    /**
     * @param backend where the backend is
     * @param source the address to connect from, or empty to leave it to the system
     * @param patience the longest wait for the connection, and for each read
     * @param leg what to make the handshake with
     */
    public TlsProbe(HostPort backend, Optional<InetAddress> source, Duration patience, BackendLeg leg) {
        this.backend = backend;
        this.source = source;
        this.patience = patience;
        this.leg = leg;
    }

    /** Asks. Never throws. */
    public Result run() {
        try (var dialogue = BackendDialogue.connect(backend, source, patience, leg)) {
            if (dialogue.tls().isEmpty()) {
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
            BlockingTls tls = dialogue.tls().orElseThrow();
            var made = new Result.Made(tls.version(), tls.certificate());
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
