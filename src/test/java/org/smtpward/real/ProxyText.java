package org.smtpward.real;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.smtpward.lab.Sendmail;

/**
 * Configurations of a proxy on a free port of 127.0.0.1, with the lab's certificate and without an admin side. Clients of a test
 * come from 127/8 and play strangers: {@code local-clients = as-others}.
 */
final class ProxyText {
    private ProxyText() {}

    /**
     * Before {@code sendmail}.
     *
     * @param changes lines of configuration, below {@code smtpward}; they win
     */
    static String before(Sendmail sendmail, String... changes) {
        Path chain = sendmail.certificate();
        String certificate = "tls.certificates = [ { chain = \"%s\", key = \"%s\" } ]"
                .formatted(chain, chain.resolveSibling("key.pem"));
        return before(
                sendmail.address(),
                Stream.concat(Stream.of(certificate), Stream.of(changes)).toArray(String[]::new));
    }

    /** Before whatever is or will be at {@code backend}; without a certificate. */
    static String before(InetSocketAddress backend, String... changes) {
        return """
                smtpward {
                  listeners = [ { name = smtp, address = "127.0.0.1:0", tls = starttls, proxy-protocol = off } ]
                  backend { address = "%s:%d", source.local-clients = as-others }
                  admin.address = off
                }
                """.formatted(backend.getAddress().getHostAddress(), backend.getPort())
                + Stream.of(changes).map(line -> "smtpward." + line + "\n").collect(Collectors.joining());
    }
}
