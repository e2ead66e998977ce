package org.smtpward.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smtpward.lab.Postfix;
import org.smtpward.lab.RealParts;

/** The PROXY protocol on both sides, with a real HAProxy before smtpward and a real Postfix behind it. */
@RealParts
class ProxyChainIT {
    private static final String STRANGER = "127.0.0.5";

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"send-proxy, proxy-v1", "send-proxy-v2, proxy-v2", "send-proxy, proxy-v2"})
    void everybodySeesTheClient(String in, String out) throws Exception {
        Postfix.Options options = Postfix.Options.defaults().withConfig("smtpd_upstream_proxy_protocol = haproxy");
        try (Postfix postfix = Postfix.start(options);
                RunningProxy proxy = RunningProxy.start("""
                        smtpward {
                          listeners = [ {
                            name = smtp, address = "127.0.0.1:0", tls = off
                            proxy-protocol = on, trusted-proxies = [ "127.0.0.1" ]
                          } ]
                          backend { address = "127.0.0.1:%d", source { mode = %s, address = any } }
                          policy.custom = [ { id = seen, when = hello, match = "client", reply = "554 5.7.1 No", mode = monitor } ]
                          admin.address = off
                        }
                        """.formatted(postfix.port(), out));
                Haproxy haproxy = Haproxy.before(proxy.endpoint().address(), in, directory)) {
            Tool.Output mail = Swaks.tryTo(haproxy.endpoint(STRANGER), "bob@example.test");
            assertThat(mail.exitCode()).as(mail.text()).isZero();
            assertThat(postfix.awaitMessages(1, Until.SOON)).singleElement().satisfies(message -> assertThat(
                            message.text())
                    .contains("Received: from client.test (unknown [127.0.0.5])"));
            Until.soon(() -> !proxy.events().isEmpty(), () -> "an event");
            assertThat(proxy.events()).singleElement().asString().contains("\"ip\":\"127.0.0.5\"");

            Tool.Output refused = Swaks.tryTo(haproxy.endpoint(STRANGER), "someone@foreign.test");
            assertThat(refused.text()).contains("<** 454 4.7.1 <someone@foreign.test>: Relay access denied");
            // Postfix relays for this machine, and it knows this machine again: no more and no less than without us.
            Tool.Output relayed = Swaks.tryTo(haproxy.endpoint("127.0.0.1"), "someone@foreign.test");
            assertThat(relayed.exitCode()).as(relayed.text()).isZero();
        }
    }
}
