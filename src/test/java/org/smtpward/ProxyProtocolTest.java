package org.smtpward;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smtpward.config.ConfigurationLoader;
import org.smtpward.demo.StandIn;
import org.smtpward.real.Until;

/** The PROXY protocol of a load balancer before us: the client is whom it names, and only trusted ones may name. */
class ProxyProtocolTest {
    private static final String V1 = "PROXY TCP4 192.0.2.7 198.51.100.25 4711 25\r\n";

    /** Version 2, PROXY, TCP over IPv6, 36 octets: 2001:db8::7 to 2001:db8::25, ports 4711 and 25. */
    private static final String V2 = "\r\n\r\n\0\r\nQUIT\n\u0021\u0021\0\u0024"
            + "\u0020\u0001\r\u00b8\0\0\0\0\0\0\0\0\0\0\0\u0007"
            + "\u0020\u0001\r\u00b8\0\0\0\0\0\0\0\0\0\0\0\u0025"
            + "\u0012\u0067\0\u0019";

    /** The load balancer's own connection, to see whether we live. */
    private static final String V2_LOCAL = "\r\n\r\n\0\r\nQUIT\n\u0020\0\0\0";

    private final ByteArrayOutputStream events = new ByteArrayOutputStream();
    private StandIn backend;
    private Proxy proxy;

    @BeforeEach
    void startBackend() throws IOException {
        backend = StandIn.start();
    }

    @AfterEach
    void stop() {
        proxy.close();
        backend.close();
    }

    @Test
    void theClientIsWhomVersion1Names() throws Exception {
        start("[ \"127.0.0.0/8\" ]");
        assertThat(said(V1 + "GET / HTTP/1.1\r\n"))
                .isEqualTo("421 4.7.0 proxy.example Rejecting open proxy [192.0.2.7]\r\n");
        assertThat(eventsAtTheEnd()).contains("\"ip\":\"192.0.2.7\"").doesNotContain("127.0.0.1\",\"port\"");
    }

    @Test
    void theClientIsWhomVersion2Names() throws Exception {
        start("[ \"127.0.0.0/8\" ]");
        assertThat(said(V2 + "GET / HTTP/1.1\r\n"))
                .isEqualTo("421 4.7.0 proxy.example Rejecting open proxy [IPv6:2001:db8::7]\r\n");
    }

    @Test
    void aConnectionOfTheProxysOwnIsThatOfTheProxy() throws Exception {
        start("[ \"127.0.0.0/8\" ]");
        assertThat(said(V2_LOCAL + "GET / HTTP/1.1\r\n"))
                .isEqualTo("421 4.7.0 proxy.example Rejecting open proxy [127.0.0.1]\r\n");
    }

    /** The protocol asks for it: whoever does not speak it would not understand a reply either. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "EHLO client.example\r\n",
                "PROXY TCP4 192.0.2.7\r\n",
                "PROXY TCP4 192.0.2.777 198.51.100.25 4711 25\r\n"
            })
    void whatIsNoHeaderIsClosedAtOnceAndCounted(String octets) throws Exception {
        assertRefused(octets, "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PROXY UNKNOWN\r\n", "PROXY TCP4 0.0.0.0 198.51.100.25 4711 25\r\n"})
    void aHeaderThatNamesNobodyIsRefusedAndCounted(String octets) throws Exception {
        assertRefused(octets, "421 4.3.5 proxy.example PROXY protocol header expected\r\n");
    }

    private void assertRefused(String octets, String reply) throws Exception {
        start("[ \"127.0.0.0/8\" ]");
        int before = backend.commands().size();
        assertThat(said(octets)).isEqualTo(reply);
        String counted = "smtpward_connections_total{listener=\"smtp\",result=\"bad-proxy-header\"} 1.0";
        // The library's decoder closes the connection itself, a moment before we hear of it.
        Until.soon(() -> metrics().contains(counted), () -> counted);
        assertThat(backend.commands()).hasSize(before);
    }

    @Test
    void aProxyThatSaysNothingIsNotWaitedForForever() throws Exception {
        start("[ \"127.0.0.0/8\" ]");
        assertThat(said("")).matches("421 4\\.3\\.5 \\S+ PROXY protocol header expected\r\n");
    }

    /** Who is not trusted is a client like all others, and its header another protocol. */
    @Test
    void nobodyElseMayNameAnybody() throws Exception {
        start("[ \"10.0.0.0/8\" ]");
        // The backend's greeting may pass before the header is there.
        assertThat(said(V1))
                .matches("(220 [^\r]*\r\n)?421 4\\.7\\.0 \\S+ Rejecting open proxy \\[127\\.0\\.0\\.1]\r\n");
        assertThat(eventsAtTheEnd()).contains("\"ip\":\"127.0.0.1\"").contains("PROXY protocol");
    }

    /** The limits are the client's, not the load balancer's. */
    @Test
    void limitsCountByClient() throws Exception {
        start("[ \"127.0.0.0/8\" ]");
        try (Socket first = connect(V1);
                Socket second = connect(V1.replace("192.0.2.7", "192.0.2.8"))) {
            assertThat(first.getInputStream().read()).isEqualTo('2');
            assertThat(second.getInputStream().read()).isEqualTo('2');
            assertThat(said(V1)).contains("Too many connections from your address");
        }
    }

    /** Exemptions are the client's, too: neither does the load balancer's address bring one, nor take one away. */
    @Test
    void exemptionsAreByClient() throws Exception {
        start("[ \"127.0.0.0/8\" ]", """
                  limits.exempt-networks = [ "192.0.2.7", "127.0.0.0/8" ]
                  policy.rules.unknown-command.exempt = [ "192.0.2.7", "127.0.0.0/8" ]
                """);
        String xyzzy = "EHLO a.example\r\nXYZZY\r\nQUIT\r\n";
        try (Socket first = connect(V1);
                Socket second = connect(V1)) {
            assertThat(first.getInputStream().read()).isEqualTo('2');
            assertThat(second.getInputStream().read()).isEqualTo('2');
        }
        assertThat(greeted(V1, xyzzy)).contains("XYZZY");
        assertThat(greeted(V1.replace("192.0.2.7", "192.0.2.8"), xyzzy)).doesNotContain("XYZZY");
        assertThat(metrics())
                .contains(
                        "smtpward_rule_matches_total{action=\"exempt\",phase=\"clear\",rule=\"unknown-command\"} 1.0");
    }

    private void start(String trusted) throws Exception {
        start(trusted, "");
    }

    private void start(String trusted, String more) throws Exception {
        String text = """
                smtpward {
                  proxy.hostname = proxy.example
                  listeners = [ { name = smtp, address = "127.0.0.1:0", tls = off, proxy-protocol = on, trusted-proxies = %s } ]
                  backend { address = "127.0.0.1:%d", tls = never }
                  limits { proxy-header = 1s, connections-per-address = 1 }
                  admin.address = "127.0.0.1:0"
                  %s
                }
                """.formatted(trusted, backend.port(), more);
        proxy = new Proxy(
                new ConfigurationLoader(Map.of()).loadText(text, "test").configuration(), events);
        proxy.start();
    }

    private Socket connect(String octets) throws IOException {
        var socket = new Socket("127.0.0.1", proxy.port("smtp"));
        socket.getOutputStream().write(octets.getBytes(ISO_8859_1));
        return socket;
    }

    /** Everything up to the end of the connection. */
    private String said(String octets) throws IOException {
        try (Socket client = connect(octets)) {
            return new String(client.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }

    /** Everything up to the end of the connection; {@code commands} wait for the greeting. */
    private String greeted(String header, String commands) throws IOException {
        try (Socket client = connect(header)) {
            int first = client.getInputStream().read();
            assertThat(first).isEqualTo('2');
            for (int octet = first; octet != '\n'; ) {
                octet = client.getInputStream().read();
            }
            client.getOutputStream().write(commands.getBytes(ISO_8859_1));
            return new String(client.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }

    private String eventsAtTheEnd() {
        proxy.close();
        return events.toString(US_ASCII);
    }

    private String metrics() {
        try (Socket http = new Socket("127.0.0.1", proxy.adminPort().orElseThrow())) {
            http.getOutputStream()
                    .write("GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".getBytes(US_ASCII));
            return new String(http.getInputStream().readAllBytes(), US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
