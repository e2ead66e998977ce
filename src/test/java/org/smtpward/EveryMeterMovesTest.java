package org.smtpward;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smtpward.config.ConfigurationLoader;
import org.smtpward.config.ConfigurationSource;
import org.smtpward.demo.StandIn;
import org.smtpward.demo.ThrowAwayCertificate;
import org.smtpward.metrics.Families;
import org.smtpward.metrics.MeterName;
import org.smtpward.real.Until;

/** A busy hour in short: each meter of the catalogue is set by something that happens. None is there for show. */
class EveryMeterMovesTest {
    @TempDir
    private Path directory;

    private Path file;

    @Test
    void inABusyHourEveryMeterMoves() throws Exception {
        var certificate = ThrowAwayCertificate.create(directory);
        try (StandIn backend =
                StandIn.start(StandIn.Options.PLAIN.reply("MAIL FROM:<403@", "403 4.7.0 encryption too weak"))) {
            file = directory.resolve("smtpward.conf");
            Files.writeString(file, """
                    smtpward {
                      listeners = [ { name = smtp, address = "127.0.0.1:0", tls = starttls } ]
                      backend { address = "127.0.0.1:%d", tls = never }
                      tls.certificates = [ { chain = "%s", key = "%s" } ]
                      policy.rules.pipelining.exempt = [ "127.0.0.1" ]
                      admin.address = "127.0.0.1:0"
                    }
                    """.formatted(backend.port(), certificate.chain(), certificate.key()));
            var source = new ConfigurationSource(file, new ConfigurationLoader(Map.of()));
            try (Proxy proxy = new Proxy(source.read(), fullDisk())) {
                proxy.start();
                assertThat(family(proxy, MeterName.CONFIG_RELOAD)).isEqualTo(1);
                try (TlsClient client = TlsClient.connect(proxy.port("smtp"))) {
                    client.reply();
                    client.ask("EHLO client.example");
                    assertThat(family(proxy, MeterName.SESSIONS_ACTIVE)).isEqualTo(1);
                    mail(client);
                    attack(proxy);
                }
                try (Reload reload = proxy.follow(source)) {
                    reload.start();
                    Files.writeString(file, "smtpward.colour = blue\n");
                    reload.request();
                    Until.soon(() -> family(proxy, MeterName.CONFIG_RELOAD) == 0, () -> "a refused reload");
                }
                // ManyNodesIT moves those of Redis, which is a real one there.
                Set<MeterName> others = EnumSet.complementOf(EnumSet.of(
                        MeterName.CONFIG_RELOAD,
                        MeterName.SESSIONS_ACTIVE,
                        MeterName.REDIS_UP,
                        MeterName.REDIS_FAILURES,
                        MeterName.NODES,
                        MeterName.BANS));
                Until.soon(() -> unmoved(proxy, others).isEmpty(), () -> "still at 0: " + unmoved(proxy, others));
                Until.soon(() -> family(proxy, MeterName.SESSIONS_ACTIVE) == 0, () -> "the end of all sessions");
            }
        }
    }

    private static void mail(TlsClient client) throws IOException {
        assertThat(client.ask("MAIL FROM:<403@client.example>")).startsWith("454 ");
        assertThat(client.ask("MAIL FROM:<alice@client.example>")).startsWith("250 ");
        assertThat(client.ask("RCPT TO:<bob@example.test>")).startsWith("250 ");
        assertThat(client.ask("DATA")).startsWith("354 ");
        assertThat(client.ask("Subject: x\r\n\r\ntext\r\n.")).startsWith("250 ");
        assertThat(client.ask("QUIT")).startsWith("221 ");
    }

    private static void attack(Proxy proxy) throws Exception {
        try (TlsClient browser = TlsClient.connect(proxy.port("smtp"))) {
            browser.reply();
            browser.ask("STARTTLS");
            assertThatThrownBy(() -> browser.handshake(Optional.empty(), "h2")).isInstanceOf(SSLException.class);
        }
        try (Socket left = new Socket("127.0.0.1", proxy.port("smtp"))) {
            left.setSoLinger(true, 0);
        }
    }

    private static Set<MeterName> unmoved(Proxy proxy, Set<MeterName> meters) {
        return meters.stream()
                .filter(meter -> family(proxy, meter) == 0)
                .collect(toCollection(() -> EnumSet.noneOf(MeterName.class)));
    }

    /** The sum over its series; of a histogram, how many durations were told. */
    private static double family(Proxy proxy, MeterName meter) {
        return scrape(proxy).entrySet().stream()
                .filter(sample -> sample.getKey().matches(meter.exported() + "(_count)?(\\{.*)?"))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    private static Map<String, Double> scrape(Proxy proxy) {
        URI uri = URI.create("http://127.0.0.1:" + proxy.adminPort().orElseThrow() + "/metrics");
        try (InputStream text = uri.toURL().openStream()) {
            return new Families(new String(text.readAllBytes(), UTF_8)).samples();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static OutputStream fullDisk() {
        return new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                throw new IOException("No space left on device");
            }
        };
    }
}
