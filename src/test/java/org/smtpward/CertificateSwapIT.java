package org.smtpward;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smtpward.config.ConfigurationLoader;
import org.smtpward.config.ConfigurationSource;
import org.smtpward.demo.StandIn;
import org.smtpward.demo.ThrowAwayCertificate;
import org.smtpward.real.Until;

/** A thousand sessions while the certificate is renewed ten times: none fails, and each certificate is seen. */
class CertificateSwapIT {
    private static final int SESSIONS = 1000;
    private static final int CLIENTS = 4;
    private static final int SWAPS = 10;

    @TempDir
    private Path directory;

    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();
    private final Set<Certificate> seen = ConcurrentHashMap.newKeySet();
    private final Set<Certificate> made = new HashSet<>();

    @Test
    void noSessionFails() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("..data"), newVolume(0));
        Path file = Files.writeString(
                directory.resolve("smtpward.conf"), """
                smtpward {
                  listeners = [ { name = smtp, address = "127.0.0.1:0", tls = starttls } ]
                  tls.certificates = [ { chain = "%s", key = "%s" } ]
                  admin.address = off
                """.formatted(link.resolve("demo.crt"), link.resolve("demo.key")));
        try (StandIn backend = StandIn.start()) {
            Files.writeString(
                    file,
                    Files.readString(file)
                            + "backend { address = \"127.0.0.1:%d\", tls = never } }".formatted(backend.port()));
            var source = new ConfigurationSource(file, new ConfigurationLoader(Map.of()));
            try (var proxy = new Proxy(source.read(), new ByteArrayOutputStream())) {
                proxy.start();
                try (Reload reload = proxy.follow(source);
                        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
                    List<Future<?>> all = new ArrayList<>();
                    for (int i = 0; i < CLIENTS; i++) {
                        all.add(clients.submit(() -> {
                            while (begun.getAndIncrement() < SESSIONS) {
                                session(proxy.port("smtp"));
                            }
                            return null;
                        }));
                    }
                    for (int swap = 1; swap <= SWAPS; swap++) {
                        int due = swap * SESSIONS / (SWAPS + 1);
                        Until.soon(
                                () -> done.get() >= due || all.stream().anyMatch(Future::isDone),
                                () -> done + " sessions of " + due);
                        swap(swap, reload);
                    }
                    for (Future<?> one : all) {
                        one.get();
                    }
                }
            }
        }
        assertThat(done).hasValue(SESSIONS);
        assertThat(seen).isEqualTo(made).hasSize(SWAPS + 1);
    }

    private void session(int port) throws Exception {
        try (TlsClient client = TlsClient.connect(port)) {
            assertThat(client.reply()).startsWith("220 ");
            assertThat(client.ask("STARTTLS")).startsWith("220 2.0.0");
            seen.add(client.handshake(Optional.empty()).getSession().getPeerCertificates()[0]);
            assertThat(client.ask("EHLO client.example")).startsWith("250");
            assertThat(client.ask("QUIT")).startsWith("221 ");
            assertThat(client.isAtEnd()).isTrue();
        }
        done.incrementAndGet();
    }

    /** In turn as Kubernetes does it, all at once, and as an ACME client does it, one file after the other. */
    private void swap(int number, Reload reload) throws IOException {
        Path link = directory.resolve("..data");
        Path next = newVolume(number);
        if (number % 2 == 0) {
            Path temporary = Files.createSymbolicLink(directory.resolve("..data_tmp"), next);
            Files.move(temporary, link, StandardCopyOption.ATOMIC_MOVE);
        } else {
            Path current = link.toRealPath();
            for (String name : List.of("demo.crt", "demo.key")) {
                Files.move(
                        next.resolve(name),
                        current.resolve(name),
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
                reload.look();
            }
        }
        reload.look();
        reload.look();
    }

    private Path newVolume(int number) throws IOException {
        Path volume = Files.createDirectory(directory.resolve("..volume" + number));
        made.add(ThrowAwayCertificate.create(volume).certificate());
        return volume;
    }
}
