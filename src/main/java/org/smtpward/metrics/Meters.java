package org.smtpward.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.smtpward.policy.Action;
import org.smtpward.policy.RuleId;
import org.smtpward.session.MessageResult;
import org.smtpward.session.SessionListener;

/** All meters of one proxy. Hands out, by who counts, what is counted into; keep what you are given. */
public final class Meters implements AutoCloseable {
    private static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    private static final String PLAIN_TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry registry = newRegistry();
    private final TlsMeters tls = new TlsMeters(registry);
    private final MeteredSessions sessions = new MeteredSessions(registry, tls);
    private final OctetMeters octets = new OctetMeters(registry);
    private final BackendMeters backend = new BackendMeters(registry);
    private final ProcessMeters process = new ProcessMeters(registry);
    private final Timer sessionDuration = Histograms.session(registry);
    private final Map<String, ListenerMeters> listeners = new ConcurrentHashMap<>();
    private final Counter eventsDropped;
    private @Nullable SharedMeters shared;
    private volatile int connectionsLimit;
    /** What is in use at the start was read successfully, or there would be no start. */
    private volatile boolean lastReloadSuccessful = true;

    /**
     * Meters that all exist, at zero.
     *
     * @param version this program's version
     * @param revision the commit that it was built from, or {@code unknown}
     */
    public Meters(String version, String revision) {
        eventsDropped = Counter.builder(MeterName.EVENTS_DROPPED.registered())
                .description(MeterName.EVENTS_DROPPED.help())
                .register(registry);
        Gauge.builder(MeterName.CONNECTIONS_LIMIT.registered(), () -> connectionsLimit)
                .description(MeterName.CONNECTIONS_LIMIT.help())
                .register(registry);
        Gauge.builder(MeterName.CONFIG_RELOAD.registered(), () -> lastReloadSuccessful ? 1 : 0)
                .description(MeterName.CONFIG_RELOAD.help())
                .register(registry);
        Gauge.builder(MeterName.BUILD.registered(), () -> 1)
                .description(MeterName.BUILD.help())
                .tag("version", version)
                .tag("revision", revision)
                .tag("java", Runtime.version().toString())
                .register(registry);
    }

    private static PrometheusMeterRegistry newRegistry() {
        var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        registry.config().meterFilter(ProcessMeters.baseUnits());
        return registry;
    }

    /** Counts what happens in sessions. */
    public SessionListener sessions() {
        return sessions;
    }

    /** How often a rule has matched, and this was done. */
    public long matches(RuleId rule, Action action) {
        return sessions.matches(rule, action);
    }

    /** How often this became of mail data. */
    public long messages(MessageResult result) {
        return sessions.messages(result);
    }

    /** Counts for the listener of this name in the configuration; its series exist from the first call on. */
    public ListenerMeters listener(String name) {
        return listeners.computeIfAbsent(name, absent -> new ListenerMeters(registry, absent, sessionDuration));
    }

    /** Counts octets. */
    public OctetMeters octets() {
        return octets;
    }

    /** Counts handshakes. */
    public TlsMeters tls() {
        return tls;
    }

    /** Tells of the backend. */
    public BackendMeters backend() {
        return backend;
    }

    /** Tells of what nodes share; its series exist from the first call on, since a node alone has no Redis that could be away. */
    public synchronized SharedMeters shared() {
        if (shared == null) {
            shared = new SharedMeters(registry);
        }
        return shared;
    }

    /** Tells of the process. */
    public ProcessMeters process() {
        return process;
    }

    /** An event could not be written. */
    public void onEventDropped() {
        eventsDropped.increment();
    }

    /** From now on there may be so many connections; called at the start and after each reload. */
    public void onConnectionsLimit(int limit) {
        connectionsLimit = limit;
    }

    /** The configuration was read again; {@code successful} if it is in use now. */
    public void onConfigReload(boolean successful) {
        lastReloadSuccessful = successful;
    }

    /**
     * What Prometheus wants to read: OpenMetrics if it asks for that, else its older text format. Takes milliseconds and
     * reads files of /proc.
     *
     * @param accept the value of the HTTP header of that name, or empty
     */
    public Scrape scrape(String accept) {
        String contentType = accept.contains("application/openmetrics-text") ? OPEN_METRICS : PLAIN_TEXT;
        return new Scrape(contentType, registry.scrape(contentType));
    }

    @Override
    public void close() {
        process.close();
        registry.close();
    }
}
