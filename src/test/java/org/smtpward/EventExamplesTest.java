package org.smtpward;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smtpward.config.ConfigurationException;
import org.smtpward.config.ConfigurationLoader;
import org.smtpward.demo.StandIn;
import org.smtpward.demo.ThrowAwayCertificate;
import org.smtpward.policy.RuleId;

/**
 * The examples in {@code docs/events.md}, one for each rule, are what the program writes when a client does that. When this
 * fails, its message has what to put there.
 */
class EventExamplesTest {
    private static final Path DOCUMENT = Path.of("docs/events.md");
    private static final Pattern EXAMPLE = Pattern.compile(
            "^### `(?<rule>[a-z-]+)`\n.*?^```\n(?<text>[^\n]*\n)(?<ecs>[^\n]*\n)```$",
            Pattern.MULTILINE | Pattern.DOTALL);

    private static final Pattern RULE = Pattern.compile("(?:rule=|\"rule\":\\{\"id\":\")([a-z-]+)");

    /** What a load balancer says of a client; so the address is the documented one. */
    private static final String CLIENT = "PROXY TCP4 203.0.113.7 198.51.100.25 51234 25";

    @TempDir
    private Path directory;

    private final ByteArrayOutputStream events = new ByteArrayOutputStream();

    @Test
    void eachRuleHasItsExample() throws Exception {
        List<String> text = played("text");
        List<String> ecs = played("ecs");
        var written = new LinkedHashMap<String, String>();
        Iterator<String> next = ecs.iterator();
        for (String line : text) {
            String both = line + next.next();
            written.put(ruleOf(both), both);
        }
        var documented = new LinkedHashMap<String, String>();
        Matcher example = EXAMPLE.matcher(Files.readString(DOCUMENT));
        while (example.find()) {
            documented.put(example.group("rule"), example.group("text") + example.group("ecs"));
        }
        assertThat(readable(documented)).isEqualTo(readable(written));
    }

    private static String readable(Map<String, String> examples) {
        return examples.entrySet().stream()
                .map(example -> "### `" + example.getKey() + "`\n\n```\n" + example.getValue() + "```\n")
                .collect(joining("\n"));
    }

    /** A line for each rule, in their order, with what differs each time made the documented. */
    private List<String> played(String format) throws Exception {
        events.reset();
        try (StandIn backend = StandIn.start()) {
            Proxy proxy = start(backend, format);
            try {
                for (RuleId rule : RuleId.values()) {
                    try (TlsClient client = TlsClient.connect(proxy.port("smtp"))) {
                        attack(rule, client);
                    }
                }
            } finally {
                // Writes what is still in the queue.
                proxy.close();
            }
        }
        List<String> lines = events.toString(US_ASCII)
                .lines()
                .map(EventExamplesTest::documented)
                .toList();
        assertThat(lines)
                .extracting(EventExamplesTest::ruleOf)
                .containsExactlyElementsOf(
                        Arrays.stream(RuleId.values()).map(RuleId::label).toList());
        return lines;
    }

    private static void attack(RuleId rule, TlsClient client) throws IOException, GeneralSecurityException {
        switch (rule) {
            case FOREIGN_PROTOCOL -> greeted(client).ask("POST / HTTP/1.1");
            case UNKNOWN_COMMAND -> greeted(client).ask("XYZZY <script>alert(1)</script>");
            case COMMAND_SYNTAX -> greeted(client).ask("HELP \u001b[2J");
            case BARE_NEWLINE -> inData(client).ask("Hello\n.\nMAIL FROM:<evil@attacker.example>\r\n.");
            case NUL_IN_DATA -> inData(client).ask("Hello\0\r\n.");
            case SEVEN_BIT -> hello(client).ask("MAIL FROM:<alice@client.example> BODY=7BIT");
            case PIPELINING ->
                greeted(client)
                        .ask("EHLO client.example\r\nMAIL FROM:<a@client.example>\r\nRCPT TO:<bob@example.test>");
            case EARLY_TALKER -> client.ask(CLIENT + "\r\nEHLO client.example");
            case STARTTLS_INJECTION -> greeted(client).ask("STARTTLS\r\nMAIL FROM:<evil@attacker.example>");
            case ALPN -> {
                greeted(client).ask("STARTTLS");
                assertThatThrownBy(() -> client.handshake(Optional.of("www.example.com"), "h2", "http/1.1"))
                        .isInstanceOf(SSLException.class);
            }
            case SNI -> {
                greeted(client).ask("STARTTLS");
                client.handshake(Optional.of("www.example.com"));
            }
            case REFLECTION -> hello(client).ask("VRFY <script>alert(1)</script>");
            case CUSTOM -> hello(client).ask("EXPN root");
        }
    }

    private static TlsClient greeted(TlsClient client) throws IOException {
        assertThat(client.ask(CLIENT)).startsWith("220 ");
        return client;
    }

    private static TlsClient hello(TlsClient client) throws IOException {
        assertThat(greeted(client).ask("EHLO client.example")).startsWith("250");
        return client;
    }

    private static TlsClient inData(TlsClient client) throws IOException {
        hello(client);
        for (String command : List.of("MAIL FROM:<alice@client.example>", "RCPT TO:<bob@example.test>")) {
            assertThat(client.ask(command)).startsWith("250 ");
        }
        assertThat(client.ask("DATA")).startsWith("354 ");
        return client;
    }

    private Proxy start(StandIn backend, String format) throws IOException, ConfigurationException, StartException {
        var certificate = ThrowAwayCertificate.create(directory);
        String text = """
                smtpward {
                  proxy.hostname = mx.example.com
                  listeners = [
                    { name = smtp, address = "127.0.0.1:0", tls = starttls,
                      proxy-protocol = on, trusted-proxies = [ "127.0.0.1" ] }
                  ]
                  backend { address = "127.0.0.1:%d", tls = never }
                  tls.certificates = [ { chain = "%s", key = "%s" } ]
                  policy.custom = [ { id = no-root, when = command, match = "(?i)^EXPN +root\\\\b", reply = "550 5.7.1 No" } ]
                  events.format = %s
                  admin.address = off
                }
                """.formatted(backend.port(), certificate.chain(), certificate.key(), format);
        var proxy = new Proxy(
                new ConfigurationLoader(Map.of()).loadText(text, "test").configuration(), events);
        proxy.start();
        return proxy;
    }

    private static String ruleOf(String line) {
        Matcher rule = RULE.matcher(line);
        assertThat(rule.find()).as(line).isTrue();
        return rule.group(1);
    }

    private static String documented(String line) {
        return line.replaceAll("2\\d{3}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z", "2026-03-01T12:00:00.120Z")
                        .replaceAll("(session=|\"session\":\")[a-z0-9]+-[a-z0-9]+", "$1k3v9-17")
                        .replaceAll(
                                "\"version\":\"" + Pattern.quote(Build.current().version()) + '"',
                                "\"version\":\"0.1.0\"")
                + '\n';
    }
}
