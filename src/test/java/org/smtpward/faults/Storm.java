package org.smtpward.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.smtpward.Proxy;
import org.smtpward.config.ConfigurationLoader;
import org.smtpward.demo.ThrowAwayCertificate;
import org.smtpward.metrics.Families;
import org.smtpward.session.MessageResult;

/** Many messages through many faults of both sides, and every one of them counted. */
final class Storm implements AutoCloseable {
    private static final int CLIENTS = 128;
    /** So often nobody listens. */
    private static final int REFUSALS = 20;

    private final Keys keys;
    private final Journal journal;
    private final long seed;
    private final StormBackend backend;
    private final Proxy proxy;

    Storm(Path directory, int messages, long seed) throws Exception {
        var certificate = ThrowAwayCertificate.create(directory);
        this.keys = Keys.of(certificate);
        this.journal = new Journal(messages);
        this.seed = seed;
        this.backend = new StormBackend(keys, journal, seed);
        String text = """
                smtpward {
                  proxy { hostname = proxy.example, event-loops = 2 }
                  listeners = [ { name = smtp, address = "127.0.0.1:0", tls = starttls } ]
                  backend {
                    address = "127.0.0.1:%d", tls = mirror
                    source { address = any, allow-relay = true }
                  }
                  tls.certificates = [ { chain = "%s", key = "%s" } ]
                  limits {
                    backend-connect = 2s, backend-greeting = 2s, backend-reply = 2s
                    client-idle = 2s, client-data = 2s, tls-handshake = 2s, reply-lines = 100
                  }
                  events.log = none
                  admin.address = "127.0.0.1:0"
                }
                """.formatted(backend.port(), certificate.chain(), certificate.key());
        this.proxy = new Proxy(
                new ConfigurationLoader(Map.of()).loadText(text, "test").configuration(),
                OutputStream.nullOutputStream());
        proxy.start();
    }

    Proxy proxy() {
        return proxy;
    }

    /** How many messages the metric has counted, by result. */
    Map<String, Long> messages() throws IOException {
        URI metrics = URI.create("http://127.0.0.1:" + proxy.adminPort().orElseThrow() + "/metrics");
        try (InputStream text = metrics.toURL().openStream()) {
            Map<String, Double> samples = new Families(new String(text.readAllBytes(), UTF_8)).samples();
            return Arrays.stream(MessageResult.values())
                    .map(MessageResult::label)
                    .collect(Collectors.toMap(result -> result, result -> samples.get(
                                    "smtpward_messages_total{result=\"" + result + "\"}")
                            .longValue()));
        }
    }

    /** Returns when every message has been acknowledged. */
    Journal rage() throws Exception {
        var next = new AtomicInteger();
        int refuseEvery = Math.max(1, journal.messages() / REFUSALS);
        List<Future<?>> clients = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < CLIENTS; i++) {
                var client = new StormClient(keys, journal, seed, proxy.port("smtp"), i);
                clients.add(threads.submit(() -> client.run(() -> next(next.getAndIncrement(), refuseEvery))));
            }
        }
        for (Future<?> client : clients) {
            client.get();
        }
        return journal;
    }

    private int next(int message, int refuseEvery) {
        if (message % refuseEvery == refuseEvery / 2) {
            try {
                backend.refuseForAMoment();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return message < journal.messages() ? message : -1;
    }

    @Override
    public void close() throws IOException {
        proxy.close();
        backend.close();
    }
}
