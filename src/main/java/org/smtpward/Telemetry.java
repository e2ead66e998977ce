package org.smtpward;

import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.smtpward.admin.LastHour;
import org.smtpward.admin.RecentMatches;
import org.smtpward.backend.BackendListener;
import org.smtpward.command.Verb;
import org.smtpward.config.CertificateFiles;
import org.smtpward.config.Configuration;
import org.smtpward.config.ListenerOptions;
import org.smtpward.config.Switch;
import org.smtpward.events.BackendTlsLog;
import org.smtpward.events.EventLog;
import org.smtpward.events.MessageEvent;
import org.smtpward.events.MessageLog;
import org.smtpward.events.Observer;
import org.smtpward.events.ProxyHeaderLog;
import org.smtpward.events.RuleEvent;
import org.smtpward.events.SessionLog;
import org.smtpward.listener.ConnectionResult;
import org.smtpward.listener.Traffic;
import org.smtpward.metrics.Leg;
import org.smtpward.metrics.ListenerMeters;
import org.smtpward.metrics.Meters;
import org.smtpward.metrics.SharedMeters;
import org.smtpward.metrics.TlsProtocol;
import org.smtpward.metrics.TlsResult;
import org.smtpward.metrics.TlsSide;
import org.smtpward.policy.Action;
import org.smtpward.policy.Phase;
import org.smtpward.policy.RuleId;
import org.smtpward.policy.RuleMatch;
import org.smtpward.rewrite.Rewriter;
import org.smtpward.session.CloseCause;
import org.smtpward.session.MessageReport;
import org.smtpward.session.SessionFacts;
import org.smtpward.session.SessionListener;
import org.smtpward.session.TlsTrouble;
import org.smtpward.shared.SharedListener;
import org.smtpward.tls.Certificates;

/**
 * Forwarding of session, connection and backend events to metrics, the event log and the log. Runs on event loops; never
 * blocks.
 */
final class Telemetry implements SessionListener, Traffic, BackendListener, AutoCloseable {
    private final Meters meters;
    private final SessionListener counting;
    private final SessionLog sessionLog = new SessionLog();
    private final MessageLog messageLog = new MessageLog();
    private final BackendTlsLog backendTlsLog = new BackendTlsLog(System::nanoTime);
    private final ProxyHeaderLog proxyHeaderLog = new ProxyHeaderLog(System::nanoTime);
    private final Optional<EventLog> events;
    /** The same, if it is to have messages. */
    private final Optional<EventLog> messageEvents;

    private final Map<String, ListenerMeters> listeners = new TreeMap<>();
    private final RecentMatches recentMatches = new RecentMatches();
    private final LastHour lastHour = new LastHour(System::nanoTime);
    private final boolean isPageOn;
    private final AtomicBoolean backendUp = new AtomicBoolean();
    private final AtomicInteger backendReturns = new AtomicInteger();
    private volatile boolean redisAway;

    Telemetry(Configuration configuration, OutputStream eventSink) {
        Build build = Build.current();
        this.isPageOn = configuration.admin().address().isPresent();
        this.meters = new Meters(build.version(), build.revision());
        this.counting = meters.sessions();
        for (ListenerOptions listener : configuration.listeners()) {
            listeners.put(listener.name(), meters.listener(listener.name()));
        }
        this.events = EventLog.of(
                configuration.events(),
                new Observer(configuration.proxy().hostname(), build.version()),
                eventSink,
                meters::onEventDropped);
        this.messageEvents = events.filter(log -> configuration.events().messages() == Switch.ON);
        meters.onConfigReload(true);
    }

    /** To be called before anything happens: why no event could ever be written, if it is so. */
    Optional<String> openEvents() {
        return events.flatMap(EventLog::open);
    }

    Meters meters() {
        return meters;
    }

    RecentMatches recentMatches() {
        return recentMatches;
    }

    LastHour lastHour() {
        return lastHour;
    }

    /** How many sessions are open, by listener. */
    Map<String, Integer> sessions() {
        var sessions = new TreeMap<String, Integer>();
        listeners.forEach((name, listener) -> sessions.put(name, listener.active()));
        return sessions;
    }

    /** Whether the last connection to the backend could be made. */
    boolean isBackendUp() {
        return backendUp.get();
    }

    /** How often a connection to the backend could be made after one that could not, since the start. */
    int backendReturns() {
        return backendReturns.get();
    }

    /** Whether there is a Redis that does not answer. */
    boolean isRedisAway() {
        return redisAway;
    }

    /** Counts what goes on between nodes. */
    SharedListener shared() {
        SharedMeters shared = meters.shared();
        return new SharedListener() {
            @Override
            public void onRedis(boolean up) {
                redisAway = !up;
                shared.redis(up);
            }

            @Override
            public void onNodes(int nodes) {
                shared.nodes(nodes);
            }

            @Override
            public void onBans(int bans) {
                shared.bans(bans);
            }
        };
    }

    /** What is in force from now on. */
    void onServing(Configuration configuration, Certificates certificates) {
        meters.onConnectionsLimit(configuration.limits().admission().connections());
        var expiries = new LinkedHashMap<String, Instant>();
        int next = 0;
        for (CertificateFiles files : configuration.tls().certificates()) {
            expiries.put(
                    files.chain().toString(),
                    certificates.leaves().get(next++).getNotAfter().toInstant());
        }
        meters.tls().certificates(expiries);
    }

    @Override
    public void onCommand(Verb verb, Phase phase) {
        counting.onCommand(verb, phase);
    }

    @Override
    public void onRuleMatch(SessionFacts session, RuleMatch match) {
        counting.onRuleMatch(session, match);
        if (isPageOn || events.isPresent()) {
            RuleEvent event = RuleEvent.of(Instant.now(), session, match);
            events.ifPresent(log -> log.report(event));
            if (isPageOn) {
                lastHour.count(match.action());
                recentMatches.add(event);
            }
        }
        if (match.action() == Action.BLOCK && (match.rule() == RuleId.ALPN || match.rule() == RuleId.SNI)) {
            meters.tls().handshake(TlsSide.CLIENT, TlsProtocol.NONE, TlsResult.REFUSED);
        }
    }

    @Override
    public void onReply(int code) {
        counting.onReply(code);
    }

    @Override
    public void onReplyRewritten(Rewriter rewriter) {
        counting.onReplyRewritten(rewriter);
    }

    @Override
    public void onMessage(SessionFacts session, MessageReport message) {
        counting.onMessage(session, message);
        messageLog.onMessage(session, message);
        messageEvents.ifPresent(log -> log.report(MessageEvent.of(Instant.now(), session, message)));
    }

    @Override
    public void onBackendTlsTrouble(SessionFacts session, TlsTrouble trouble) {
        counting.onBackendTlsTrouble(session, trouble);
        backendTlsLog.onTrouble(session, trouble);
    }

    @Override
    public void onClosed(SessionFacts session, CloseCause cause) {
        counting.onClosed(session, cause);
        sessionLog.onClosed(session, cause);
    }

    @Override
    public void onConnection(String listener, ConnectionResult result) {
        of(listener).connection(result);
    }

    @Override
    public void onProxyHeaderRefused(String listener, String proxy, String why) {
        proxyHeaderLog.onRefused(listener, proxy, why);
    }

    @Override
    public void onSessionBegins(String listener) {
        of(listener).sessionStarted();
    }

    @Override
    public void onSessionEnds(String listener, long nanos) {
        of(listener).sessionEnded(Duration.ofNanos(nanos));
    }

    @Override
    public void onClientOctets(int read, int written) {
        meters.octets().add(Leg.CLIENT_TO_PROXY, read);
        meters.octets().add(Leg.PROXY_TO_CLIENT, written);
    }

    @Override
    public void onEventLoopLag(long nanos) {
        meters.process().onEventLoopLag(nanos);
    }

    @Override
    public void onClientHandshake(String version) {
        meters.tls()
                .handshake(
                        TlsSide.CLIENT, TlsProtocol.of(version), version.isEmpty() ? TlsResult.FAILED : TlsResult.OK);
    }

    @Override
    public void onClientHandshakeTurnedAway() {
        meters.tls().handshake(TlsSide.CLIENT, TlsProtocol.NONE, TlsResult.TOO_MANY);
    }

    @Override
    public void onConnect(boolean connected, long nanos) {
        if (!backendUp.getAndSet(connected) && connected) {
            backendReturns.incrementAndGet();
        }
        if (connected) {
            meters.backend().connected(Duration.ofNanos(nanos));
        } else {
            meters.backend().connectFailed();
        }
    }

    @Override
    public void onHandshake(String version) {
        meters.tls().handshake(TlsSide.BACKEND, TlsProtocol.of(version), TlsResult.OK);
    }

    @Override
    public void onOctets(int read, int written) {
        meters.octets().add(Leg.BACKEND_TO_PROXY, read);
        meters.octets().add(Leg.PROXY_TO_BACKEND, written);
    }

    /** Writes out what is still to be told. */
    @Override
    public void close() {
        events.ifPresent(EventLog::close);
        meters.close();
    }

    private ListenerMeters of(String listener) {
        ListenerMeters found = listeners.get(listener);
        if (found == null) {
            throw new IllegalArgumentException("no listener " + listener);
        }
        return found;
    }
}
