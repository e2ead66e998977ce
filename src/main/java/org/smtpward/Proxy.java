package org.smtpward;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.io.IOException;
import java.io.OutputStream;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.smtpward.admin.AdminServer;
import org.smtpward.backend.BackendConnector;
import org.smtpward.config.Configuration;
import org.smtpward.config.ConfigurationSource;
import org.smtpward.config.EffectiveValue;
import org.smtpward.config.FixedKey;
import org.smtpward.config.HostPort;
import org.smtpward.config.ListenerOptions;
import org.smtpward.listener.Admission;
import org.smtpward.listener.Handshakes;
import org.smtpward.listener.InheritanceException;
import org.smtpward.listener.InheritedSocket;
import org.smtpward.listener.InheritedSockets;
import org.smtpward.listener.ListenAddress;
import org.smtpward.listener.Listener;
import org.smtpward.listener.ListeningSockets;
import org.smtpward.listener.SessionIds;
import org.smtpward.tls.CertificateException;

/** smtpward, wired: from the listeners to the backend and back, with what watches it at the side. */
public final class Proxy implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Proxy.class);

    /** How often the log says that a certificate is about to expire. */
    private static final Duration ONE_DAY = Duration.ofDays(1);

    /** What is waited for at the end, beyond the drain. */
    private static final Duration END_OF_DRAIN = Duration.ofSeconds(5);

    private static final Duration END_OF_ADMIN = Duration.ofSeconds(5);
    private static final Duration END_OF_LOOPS = Duration.ofSeconds(10);
    private static final Duration END_OF_LOGS = Duration.ofSeconds(7);

    private final Configuration configuration;
    private final Machine machine;
    private final Vertx vertx;
    private final Telemetry telemetry;
    private final BackendConnector connector;
    private final BackendWatch backend;
    private final Health health;
    private final StatusPage page;
    private final Cluster cluster;
    private final Admission admission;
    private final Handshakes handshakes =
            new Handshakes(() -> inForce().limits().tlsHandshakes());
    private final SessionIds ids = new SessionIds();
    private final Listeners listeners;
    private final InheritedSockets inherited;
    private @Nullable AdminServer admin;
    private @Nullable Integer adminPort;
    /** The one reference that a reload changes. */
    private volatile Serving serving;

    private volatile boolean closed;

    /** A proxy that opens its listening sockets itself. */
    public Proxy(Configuration configuration, OutputStream eventSink) {
        this(configuration, eventSink, InheritedSockets.none());
    }

    /**
     * A proxy that has not started.
     *
     * @param configuration what it does, until {@link #follow} brings another
     * @param eventSink where events go, a line each, if {@code events.log} is stdout
     * @param inherited listening sockets that are there already
     */
    public Proxy(Configuration configuration, OutputStream eventSink, InheritedSockets inherited) {
        this.configuration = configuration;
        this.inherited = inherited;
        this.machine = new Machine(configuration);
        ListeningSockets sockets = machine.newSockets();
        this.vertx = machine.newVertx(sockets);
        this.listeners = new Listeners(vertx, sockets, machine.eventLoops());
        this.telemetry = new Telemetry(configuration, eventSink);
        this.connector = new BackendConnector(configuration.backend(), vertx.isNativeTransportEnabled(), telemetry);
        this.serving = Serving.nobody(configuration, connector);
        this.backend = new BackendWatch(vertx, configuration.backend().address(), telemetry, () -> serving);
        this.health = new Health(
                backend.guard(), telemetry, () -> serving.certificates().leaves(), InstantSource.system());
        this.page = new StatusPage(health, telemetry, () -> serving, InstantSource.system());
        this.cluster = new Cluster(this::inForce, telemetry);
        this.admission = new Admission(
                () -> inForce().limits().admission(), backend.guard()::isOpen, System::nanoTime, cluster.neighbours());
    }

    /**
     * Starts; blocks until everything listens.
     *
     * @throws StartException says to the operator what to change
     */
    public void start() throws StartException {
        try {
            Map<String, InheritedSocket> sockets = inherited.assign(configuration.listeners());
            refuseIf(machine.trouble());
            refuseIf(telemetry.openEvents());
            serve(Serving.load(configuration, connector, telemetry));
            refuseIf(backend.begin());
            refuseIf(cluster.begin());
            vertx.setPeriodic(ONE_DAY.toMillis(), tick -> health.tellExpiry());
            for (ListenerOptions options : configuration.listeners()) {
                listen(options, sockets.get(options.name()));
            }
            if (configuration.admin().address().isPresent()) {
                administer(configuration.admin().address().get());
            }
            sayHello(sockets.keySet());
        } catch (CertificateException e) {
            throw failed(e.getMessage(), true);
        } catch (InheritanceException e) {
            throw failed(e.getMessage(), true);
        }
    }

    /** Takes over what changes in {@code source}; nothing happens before its own start. To be closed before this. */
    public Reload follow(ConfigurationSource source) {
        return follow(source, () -> {}, outcome -> {});
    }

    /** Likewise; {@code onBegin} hears of each reading before, {@code onOutcome} after it why it is not in force, if so. */
    public Reload follow(ConfigurationSource source, Runnable onBegin, Consumer<List<String>> onOutcome) {
        show(source.values());
        return new Reload(source, onBegin, this::takeOver, problems -> {
            health.onReload(problems);
            if (problems.isEmpty()) {
                show(source.values());
                page.renewCertificate(admin);
            }
            onOutcome.accept(problems);
        });
    }

    /** The status page shows these as the configuration in force. */
    public void show(List<EffectiveValue> values) {
        page.onConfiguration(values);
    }

    /** How long {@link #close} may take. */
    public Duration patience() {
        return inForce()
                .limits()
                .drain()
                .plus(END_OF_DRAIN)
                .plus(END_OF_ADMIN)
                .plus(END_OF_LOOPS)
                .plus(END_OF_LOGS);
    }

    /** All of {@code next}, for new sessions, or nothing; then, a line for each, why. Open sessions notice nothing. */
    List<String> takeOver(Configuration next) {
        List<FixedKey> fixed = FixedKey.changed(configuration, next);
        if (!fixed.isEmpty()) {
            return fixed.stream()
                    .map(fixedKey -> fixedKey.key() + ": a change needs a restart")
                    .toList();
        }
        List<String> secrets = new SecretFiles(next).problems();
        if (!secrets.isEmpty()) {
            return secrets;
        }
        try {
            Serving loaded = Serving.load(next, connector, telemetry);
            List<String> relays = backend.admit(loaded);
            if (!relays.isEmpty()) {
                return relays;
            }
            serve(loaded);
            return List.of();
        } catch (CertificateException e) {
            return List.of(e.getMessage());
        }
    }

    private void serve(Serving next) {
        serving = next;
        telemetry.onServing(next.configuration(), next.certificates());
        health.tellExpiry();
    }

    private Configuration inForce() {
        return serving.configuration();
    }

    /** Why no mail is taken at the moment, in the words of {@code /readyz}; empty: it is. Thread safe. */
    public List<String> problems() {
        return health.problems();
    }

    /** Each listener with the address that it is bound to: {@code smtp at [::]:25}. */
    public List<String> places() {
        var places = new ArrayList<String>();
        listeners.forEachPlace((name, place) -> places.add(name + " at " + place.hostPort()));
        return places;
    }

    /** Completes when each event loop that serves sessions has answered. Thread safe. */
    public CompletableFuture<Void> heartbeat() {
        if (closed) {
            // They end one after the other.
            return CompletableFuture.completedFuture(null);
        }
        return Heartbeat.of(((VertxInternal) vertx).nettyEventLoopGroup());
    }

    /** The port that a listener is bound to. */
    public int port(String listener) {
        return listeners.port(listener);
    }

    /** The port of the admin server, if there is one. */
    public Optional<Integer> adminPort() {
        return Optional.ofNullable(adminPort);
    }

    /** Lets transactions end, as long as {@code limits.drain} allows, then stops. Blocks. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        health.onStopping();
        Duration drain = inForce().limits().drain();
        await(listeners.drain(drain), drain.plus(END_OF_DRAIN));
        if (admin != null) {
            await(admin.stop(), END_OF_ADMIN);
        }
        cluster.close();
        connector.close();
        await(vertx.close(), END_OF_LOOPS);
        telemetry.close();
    }

    private void refuseIf(Optional<String> trouble) throws StartException {
        if (trouble.isPresent()) {
            throw failed(trouble.get(), true);
        }
    }

    private void listen(ListenerOptions options, @Nullable InheritedSocket socket) throws StartException {
        ListenAddress address = socket == null
                ? resolve("listener " + options.name(), options.address(), options.ipv6Only(), listeners.hasIpv6())
                : socket.place();
        if (socket != null) {
            machine.tellInherited(options, address);
        }
        try {
            ready(
                    listeners.open(
                            options.name(),
                            address,
                            Optional.ofNullable(socket),
                            place -> new Listener(
                                    place, () -> serving.listener(options.name()), admission, handshakes, ids)),
                    address.hostPort());
        } catch (UnsupportedOperationException e) {
            throw failed("listener " + options.name() + ": " + e.getMessage(), true);
        }
    }

    private void administer(HostPort configured) throws StartException {
        ListeningSockets sockets = ListeningSockets.of(false);
        ListenAddress address = resolve("admin.address", configured, false, sockets.hasIpv6());
        sockets.expect(address);
        try {
            admin = new AdminServer(
                    sockets.newVertx(AdminServer.options()), page.endpoint(address.hostPort()), page.sources());
        } catch (IOException e) {
            throw failed(String.valueOf(e.getMessage()), true);
        }
        adminPort = ready(admin.start(), configured);
    }

    private ListenAddress resolve(String who, HostPort configured, boolean ipv6Only, boolean hasIpv6)
            throws StartException {
        try {
            ListenAddress address = ListenAddress.of(configured, ipv6Only, hasIpv6);
            machine.tellAddress(who, configured, address);
            return address;
        } catch (UnknownHostException e) {
            throw failed("%s: %s has no address".formatted(who, configured), false);
        }
    }

    private <T> T ready(Future<T> listening, HostPort address) throws StartException {
        try {
            return listening.toCompletionStage().toCompletableFuture().get();
        } catch (ExecutionException e) {
            throw failed("cannot listen on " + address + ": " + reason(e.getCause()), false);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed("interrupted", false);
        }
    }

    private void sayHello(Set<String> inheritors) {
        machine.tellShortcomings(vertx.isNativeTransportEnabled());
        if (configuration.leavesOutIpv6()) {
            LOG.warn("event=no-ipv6 hint=\"{}\"", Machine.NO_IPV6);
        }
        listeners.forEachPlace((name, place) -> LOG.info(
                "event=listening listener={} port={} address={} families={} socket={} backend={}",
                name,
                place.port(),
                place.hostPort(),
                place.families().label(),
                inheritors.contains(name) ? "inherited" : "own",
                configuration.backend().address()));
    }

    private StartException failed(String why, boolean configurationIsToBlame) {
        close();
        return new StartException(why, configurationIsToBlame);
    }

    private static String reason(@Nullable Throwable cause) {
        String message = cause == null ? null : cause.getMessage();
        return message == null ? String.valueOf(cause) : message;
    }

    private static void await(Future<?> future, Duration patience) {
        try {
            future.toCompletionStage().toCompletableFuture().get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.warn("event=stopping result=incomplete why=\"{}\"", reason(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
