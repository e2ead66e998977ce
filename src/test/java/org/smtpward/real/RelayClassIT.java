package org.smtpward.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smtpward.StartException;
import org.smtpward.lab.Authority;
import org.smtpward.lab.Authority.Pair;
import org.smtpward.lab.Authority.Wish;
import org.smtpward.lab.RealParts;
import org.smtpward.lab.Sendmail;

/** {@code backend.source.classes}: who may relay still can, told by network or certificate, and nobody else. */
@RealParts
class RelayClassIT {
    private static final String RELAY_CLIENT = "127.0.0.88";
    private static final String STRANGER = "127.0.0.77";
    private static final String FOREIGN = "someone@foreign.test";
    private static final String OK = "250 2.1.5 <someone@foreign.test>... Recipient ok";

    @TempDir
    private Path directory;

    private Sendmail sendmail;

    @BeforeEach
    void start() {
        sendmail = Sendmail.start(Sendmail.Options.defaults().withTls().withAccess("Connect:127.0.0.3\tRELAY"));
    }

    @AfterEach
    void stop() {
        sendmail.close();
    }

    @Test
    void aNetworkMayRelayAndNobodyElse() throws Exception {
        try (RunningProxy proxy = RunningProxy.before(
                sendmail,
                "backend.source.classes = [ { networks = [ \"127.0.0.88\" ], address = 127.0.0.3, allow-relay = true } ]")) {
            assertThat(Swaks.tryTo(proxy.endpoint(RELAY_CLIENT), FOREIGN).text())
                    .contains(OK);
            assertThat(Swaks.tryTo(proxy.endpoint(STRANGER), FOREIGN).text()).contains("Relaying denied");
        }
        assertThat(sendmail.queue()).hasSize(1);
    }

    /** Its connection to sendmail is made anew behind the handshake, with TLS on both. */
    @Test
    void aVerifiedCertificateMayRelayAndNoOther() throws Exception {
        Authority ours = Authority.root("CN=authority of clients");
        Path ca = ours.write(directory.resolve("clients.crt"));
        Pair relay = ours.issue("CN=relay.example", Wish.ec("relay.example")).write(directory, "relay");
        Pair other = ours.issue("CN=other.example", Wish.ec("other.example")).write(directory, "other");
        try (RunningProxy proxy = RunningProxy.before(
                sendmail,
                "tls.client-certificates { mode = request, ca = \"" + ca + "\" }",
                "backend.source.classes = [ { certificates = [ \"CN=relay.example\" ], address = 127.0.0.3, allow-relay = true } ]")) {
            assertThat(tls(proxy, relay)).contains(OK);
            assertThat(tls(proxy, other)).contains("Relaying denied");
            assertThat(Swaks.tryTo(proxy.endpoint(STRANGER), FOREIGN, "--tls").text())
                    .contains("Relaying denied");
        }
        assertThat(sendmail.queue()).singleElement().asString().contains("127.0.0.3");
    }

    /** A class is no way around the probe. */
    @Test
    void aClassThatWouldRelayUnsaidKeepsItFromStarting() {
        assertThatThrownBy(() -> RunningProxy.before(
                        sendmail,
                        "backend.source.classes = [ { networks = [ \"127.0.0.88\" ], address = 127.0.0.3 } ]"))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("connected from 127.0.0.3")
                .hasMessageContaining("allow-relay = true, in their class");
    }

    private static String tls(RunningProxy proxy, Pair pair) throws Exception {
        return Swaks.tryTo(
                        proxy.endpoint(STRANGER),
                        FOREIGN,
                        "--tls",
                        "--tls-cert",
                        pair.chain().toString(),
                        "--tls-key",
                        pair.key().toString())
                .text();
    }
}
