package org.smtpward.admin;

import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/**
 * Where the admin server is, and what it asks of who comes.
 *
 * @param port 0 for any free one
 * @param hostname of this machine: the page answers to that name, too
 * @param metricsOpen whether metrics ask for no password even if there is one
 * @param watchers how many pages may be open
 * @param certificate empty: without TLS
 */
public record Endpoint(
        String host,
        int port,
        String hostname,
        Optional<Password> password,
        boolean metricsOpen,
        int watchers,
        Optional<Certificate> certificate) {

    /** On this machine, for this machine. */
    static Endpoint local(int port, int watchers) {
        return new Endpoint("127.0.0.1", port, "localhost", Optional.empty(), false, watchers, Optional.empty());
    }

    /** PEM, as it stands in files. */
    public record Certificate(Buffer chain, Buffer key) {}
}
