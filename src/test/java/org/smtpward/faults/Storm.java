package org.smtpward.faults;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.smtpward.Proxy;
import org.smtpward.config.ConfigurationLoader;
import org.smtpward.demo.ThrowAwayCertificate;

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
                  admin.address = off
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
