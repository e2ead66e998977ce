package org.smtpward.demo;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.smtpward.Proxy;
import org.smtpward.StartException;
import org.smtpward.config.ConfigurationException;
import org.smtpward.config.ConfigurationLoader;
import org.smtpward.config.EffectiveConfiguration;
import org.smtpward.config.HostPort;

/** Servers of the demonstration: a stand-in or a real server, and smtpward before it. */
final class Scenery implements AutoCloseable {
    private static final String LISTENER = "demo";

    private final Path directory;
    private final Optional<StandIn> standIn;
    private final HostPort server;
    private final Proxy proxy;
    private final OutputStream events;
    private boolean closed;

    private Scenery(Path directory, Optional<StandIn> standIn, HostPort server, Proxy proxy, OutputStream events) {
        this.directory = directory;
        this.standIn = standIn;
        this.server = server;
        this.proxy = proxy;
        this.events = events;
    }

    /**
     * Starts everything.
     *
     * @param real a server to take instead of the stand-in
     */
    static Scenery start(Optional<HostPort> real) throws IOException, StartException {
        Path directory = Files.createTempDirectory("smtpward-demo");
        ThrowAwayCertificate certificate = ThrowAwayCertificate.create(directory);
        Optional<StandIn> standIn = real.isPresent() ? Optional.empty() : Optional.of(standIn(certificate));
        HostPort server = real.orElseGet(
                () -> new HostPort("127.0.0.1", standIn.orElseThrow().port()));
        OutputStream events = Files.newOutputStream(directory.resolve("events.json"));
        var scenery =
                new Scenery(directory, standIn, server, proxy(server, real.isPresent(), certificate, events), events);
        try {
            scenery.proxy.start();
            return scenery;
        } catch (StartException e) {
            scenery.close();
            throw e;
        }
    }

    private static StandIn standIn(ThrowAwayCertificate certificate) throws IOException {
        return StandIn.start(StandIn.Options.PLAIN
                .startTls(certificate)
                .reply("MAIL FROM:<" + SmtpPlays.NEEDS_TLS + ">", "403 4.7.0 encryption too weak 0 less than 112"));
    }

    private static Proxy proxy(HostPort server, boolean real, ThrowAwayCertificate certificate, OutputStream events)
            throws IOException {
        String hocon = """
                smtpward {
                  listeners = [ { name = %s, address = "127.0.0.1:0", tls = starttls } ]
                  backend { address = "%s", tls = %s, source { mode = fixed, address = "%s", local-clients = as-others } }
                  tls { certificates = [ { chain = "%s", key = "%s" } ] }
                  limits { drain = 1s }
                  events { log = stdout }
                  admin { address = "127.0.0.1:0" }
                }
                """.formatted(
                        LISTENER,
                        server,
                        real ? "mirror" : "never",
                        isOnThisMachine(server) ? "127.25.25.25" : "any",
                        quoted(certificate.chain()),
                        quoted(certificate.key()));
        try {
            // Without the environment: a demo is the same everywhere.
            EffectiveConfiguration effective = new ConfigurationLoader(Map.of()).loadText(hocon, "demo");
            var proxy = new Proxy(effective.configuration(), events);
            proxy.show(effective.values());
            return proxy;
        } catch (ConfigurationException e) {
            throw new IOException(e);
        }
    }

    private static boolean isOnThisMachine(HostPort server) throws IOException {
        InetAddress address = InetAddress.getByName(server.host());
        return address instanceof Inet4Address && address.isLoopbackAddress();
    }

    private static String quoted(Path path) {
        return path.toString().replace("\\", "\\\\").replace("\"", "\\\"");
    }

    Stage bare(String recipient) {
        return new Stage(server, standIn.map(StandIn::journal), recipient);
    }

    Stage through(String recipient) {
        return new Stage(smtpward(), standIn.map(StandIn::journal), recipient);
    }

    HostPort server() {
        return server;
    }

    HostPort smtpward() {
        return new HostPort("127.0.0.1", proxy.port(LISTENER));
    }

    Optional<Integer> adminPort() {
        return proxy.adminPort();
    }

    /** Where smtpward writes its events. */
    Path eventFile() {
        return directory.resolve("events.json");
    }

    /** Stops everything and leaves nothing behind. A second call does nothing. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        proxy.close();
        standIn.ifPresent(StandIn::close);
        try {
            events.close();
            for (String file : List.of("events.json", "demo.crt", "demo.key")) {
                Files.deleteIfExists(directory.resolve(file));
            }
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            // It lies where everything is thrown away some day.
        }
    }
}
