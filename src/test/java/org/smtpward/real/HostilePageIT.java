package org.smtpward.real;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smtpward.Proxy;
import org.smtpward.admin.State;
import org.smtpward.config.ConfigurationLoader;
import org.smtpward.config.EffectiveValue;
import org.smtpward.demo.StandIn;
import org.smtpward.demo.ThrowAwayCertificate;
import org.smtpward.events.RuleEvent;
import org.smtpward.lab.RealParts;
import org.smtpward.policy.Action;
import org.smtpward.policy.Phase;
import org.smtpward.policy.RuleId;
import org.smtpward.policy.RuleMatch;

/** Whatever a peer sends is text on the status page, and does nothing there, in a real browser. */
@RealParts
class HostilePageIT {
    private static final String LIVE = "document.getElementById('link').textContent === 'live'";
    private static final String ROWS = "document.getElementById('rows').innerText";

    /** The page has one script and one image of its own, and only words besides. */
    private static final String FOREIGN_ELEMENTS = "document.querySelectorAll('script:not([src=\"page.js\"]),"
            + " img:not([src=\"icon.svg\"]), iframe, object, embed, form, base, [onerror], [onload], [style],"
            + " link:not([href=\"page.css\"]):not([href=\"icon.svg\"]), #rows svg, #rows a, #rows b').length";

    @TempDir
    private static Path directory;

    private static DevTools browser;

    @BeforeAll
    static void openBrowser() throws Exception {
        browser = DevTools.start(directory);
    }

    @AfterAll
    static void closeBrowser() {
        if (browser != null) {
            browser.close();
        }
    }

    @Test
    void whatPeersSendToTheProxyIsEscapedText(@TempDir Path files) throws Exception {
        var certificate = ThrowAwayCertificate.create(files);
        try (StandIn backend = StandIn.start();
                Proxy proxy = new Proxy(
                        new ConfigurationLoader(Map.of())
                                .loadText("""
                                smtpward {
                                  listeners = [
                                    { name = smtp, address = "127.0.0.1:0", tls = starttls }
                                    { name = implicit, address = "127.0.0.1:0", tls = implicit }
                                  ]
                                  backend { address = "127.0.0.1:%d", tls = never }
                                  tls.certificates = [ { chain = "%s", key = "%s" } ]
                                  admin.address = "127.0.0.1:0"
                                }
                                """.formatted(backend.port(), certificate.chain(), certificate.key()), "test")
                                .configuration(),
                        new ByteArrayOutputStream())) {
            proxy.start();
            browser.look(1120, 800, false);
            browser.open("http://127.0.0.1:" + proxy.adminPort().orElseThrow() + "/");
            browser.awaitTrue(LIVE);
            int smtp = proxy.port("smtp");

            send(smtp, "GET /<script>pwned=1</script> HTTP/1.1\r\n");
            sees("GET /<script>pwned=1</script> HTTP/1.1");
            send(smtp, "\"><img src=x onerror=pwned=2>\r\n");
            sees("\"><img src=x onerror=pwned=2>");
            // U+2028, which ends a line of JavaScript; U+202E, which turns what follows around; U+0000. What comes
            // before the
            // greeting, and that is anybody's guess here, is shown with its CRLF.
            send(smtp, "EHLO a\u00e2\u0080\u00a8b\u00e2\u0080\u00aec\u0000d\r\n");
            sees("EHLO a\\xe2\\x80\\xa8b\\xe2\\x80\\xaec\\x00d");
            send(smtp, "EHLO " + "x".repeat(2000) + "\r\n");
            sees("EHLO " + "x".repeat(59) + "...");
            send(proxy.port("implicit"), hello("<b onmouseover=pwned=3>.example", "</script><svg onload=pwned=4>"));
            sees("SNI <b onmouseover=pwned=3>.example");
            sees("ALPN </script><svg onload=pwned=4>");
            nothingHasHappened();
        }
    }

    /** As if the escaping before it had a hole: the page itself is the second wall, its policy the third. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>pwned=1</script>",
                "\"><img src=x onerror=pwned=1>",
                "'-pwned=1-'",
                "</script><script>pwned=1</script>",
                "<svg/onload=pwned=1>",
                "javascript:pwned=1",
                "{{constructor.constructor('pwned=1')()}}",
                "a\u2028b\u2029c\nevent: all\ndata: {}\n\n",
                "evil\u202Egpj.exe",
                "&lt;b&gt; &amp;amp;",
            })
    void evenWhatNobodyHasEscapedIsText(String payload) throws Exception {
        try (FedAdmin admin = FedAdmin.start(0, 5)) {
            browser.look(1120, 800, false);
            browser.open(admin.url());
            browser.awaitTrue(LIVE);
            admin.samples.happens(new RuleEvent(
                    Instant.now(),
                    new RuleMatch(
                            RuleId.FOREIGN_PROTOCOL, Action.BLOCK, Phase.TLS, "why " + payload, "seen " + payload),
                    "session " + payload,
                    "listener " + payload,
                    "client " + payload,
                    1,
                    Optional.of("tls " + payload),
                    Optional.of("name " + payload),
                    Optional.of("sni " + payload),
                    List.of("alpn " + payload)));
            admin.samples.state.set(new State(
                    State.Level.ATTENTION,
                    "head " + payload,
                    Optional.empty(),
                    List.of("fact " + payload),
                    List.of("note " + payload)));
            admin.samples.values.set(
                    List.of(new EffectiveValue("key " + payload, "value " + payload, "origin " + payload)));
            browser.awaitTrue("document.querySelectorAll('#rows tr').length === 1");
            browser.evaluate("document.getElementById('config').open = true");
            browser.awaitTrue("document.querySelectorAll('#values tr').length === 1");
            assertThat(browser.text("document.body.textContent"))
                    .contains(List.of(
                                    "why",
                                    "seen",
                                    "sni",
                                    "alpn",
                                    "listener",
                                    "client",
                                    "head",
                                    "fact",
                                    "note",
                                    "key",
                                    "value",
                                    "origin")
                            .stream()
                            .map(place -> place + " " + payload)
                            .toList());
            nothingHasHappened();
        }
    }

    /** The third wall by itself: markup in the page, as if both others had holes, neither runs nor loads. */
    @Test
    void whatWouldBeMarkupAfterAllIsStoppedByThePolicy() throws Exception {
        try (FedAdmin admin = FedAdmin.start(0, 5)) {
            browser.open(admin.url());
            browser.awaitTrue(LIVE);
            browser.evaluate("""
                    document.body.insertAdjacentHTML('beforeend',
                        '<img src="data:image/png;base64,AA" onerror="pwned=1"><a id=x href="javascript:pwned=2">x</a>'
                        + '<iframe src="data:text/html,x"></iframe><form id=f action="https://attacker.example/"></form>');
                    document.getElementById('x').click();
                    document.getElementById('f').submit();
                    const made = document.createElement('script');
                    made.textContent = 'pwned=3';
                    document.body.append(made);
                    """);
            browser.awaitTrue("['img-src', 'script-src-elem', 'script-src-attr', 'frame-src', 'form-action']"
                    + ".every(each => violations.some(violation => violation.startsWith(each)))");
            assertThat(browser.text("typeof window.pwned")).isEqualTo("undefined");
        }
    }

    private static void nothingHasHappened() {
        assertThat(browser.text("typeof window.pwned")).isEqualTo("undefined");
        assertThat(browser.evaluate(FOREIGN_ELEMENTS)).isEqualTo(0);
        assertThat((JsonArray) browser.evaluate("violations"))
                .as("the policy had nothing to stop")
                .isEmpty();
    }

    private static void sees(String text) {
        Until.soon(() -> browser.text(ROWS).contains(text), () -> text + " in " + browser.text(ROWS));
    }

    /** Waits until the proxy has heard it all, and hung up. */
    private static void send(int port, String octets) throws IOException {
        try (var socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(octets.getBytes(ISO_8859_1));
            socket.shutdownOutput();
            socket.getInputStream().readAllBytes();
        }
    }

    /** A ClientHello of TLS 1.2 with these two extensions (RFC 6066 §3, RFC 7301 §3.1), in its record. */
    private static String hello(String serverName, String alpn) {
        String name = "\u0000" + two(serverName);
        String extensions = "\u0000\u0000" + two(two(name)) + "\u0000\u0010" + two(two(one(alpn)));
        String body =
                "\u0003\u0003" + "r".repeat(32) + "\u0000" + two("\u00c0\u002f") + one("\u0000") + two(extensions);
        return "\u0016\u0003\u0001" + two("\u0001\u0000" + two(body));
    }

    private static String one(String text) {
        return (char) text.length() + text;
    }

    private static String two(String text) {
        return "" + (char) (text.length() >> 8) + (char) (text.length() & 0xff) + text;
    }
}
