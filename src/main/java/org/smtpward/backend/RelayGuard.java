package org.smtpward.backend;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.smtpward.config.HostPort;
import org.smtpward.config.SourceProbe;
import org.smtpward.session.BackendTls;

/**
 * Refusal of all sessions until the backend is known to take mail, and not to relay, for each source that clients get. It asks
 * again while that is unknown or not so, after the backend was away, and regularly. What was safe stays so until a clear answer
 * says otherwise. Thread safe; what asks blocks.
 */
public final class RelayGuard {
    private static final Logger LOG = LoggerFactory.getLogger(RelayGuard.class);

    private final Asker asker;
    private final HostPort backend;
    private final LongSupplier nanoTime;
    private final Map<Key, Standing> standings = new HashMap<>();

    private volatile State state = State.UNKNOWN;
    /** When the next question is due, of the clock. */
    private volatile long due;

    private volatile boolean renewalWanted;

    /** Ways to stand with the backend, the worst last. */
    private enum State {
        SAFE,
        UNKNOWN,
        BOUNCES,
        RELAYS
    }

    /** Puts questions to the backend: {@link RelayProbe#ask}, but in tests. */
    public interface Asker {
        RelayProbe.Result ask(BackendConnector connector, Source source, RelayProbe.Question question);
    }

    /** All that an answer depends on. */
    private record Key(Source source, BackendTls tls, RelayProbe.Question question) {}

    /**
     * @param asker asks
     * @param backend for the texts
     * @param nanoTime mostly {@link System#nanoTime}
     */
    public RelayGuard(Asker asker, HostPort backend, LongSupplier nanoTime) {
        this.asker = asker;
        this.backend = backend;
        this.nanoTime = nanoTime;
        this.due = nanoTime.getAsLong();
    }

    /** Whether sessions may begin. */
    public boolean isOpen() {
        return state == State.SAFE;
    }

    /** Whether the backend is known to relay for everybody who comes through us. */
    public boolean isRelaying() {
        return state == State.RELAYS;
    }

    /** Whether the backend is known to reject mail for its own recipients, so that mail of all clients would bounce. */
    public boolean isBouncing() {
        return state == State.BOUNCES;
    }

    /** Whether {@link #renew} has something to ask. Does not block. */
    public boolean isDue() {
        return renewalWanted || nanoTime.getAsLong() - due >= 0;
    }

    /** The backend could not be reached and now can: what it answered may be true no more. Does not block. */
    public void onBackendReturned() {
        renewalWanted = true;
    }

    /**
     * Asks about each source, if its last answer is older than {@code probe.interval}.
     *
     * @param sources all that clients get, and what these need
     * @return what to tell the operator, or empty when all is well
     */
    public synchronized Optional<String> settle(
            BackendConnector connector, Map<Source, Expectation> sources, SourceProbe probe) {
        return take(ask(connector, sources, probe, isStale(probe)), sources, connector, probe);
    }

    /** The same, about each source for which it is time. */
    public synchronized Optional<String> renew(
            BackendConnector connector, Map<Source, Expectation> sources, SourceProbe probe) {
        return take(ask(connector, sources, probe, isDue(probe)), sources, connector, probe);
    }

    /**
     * As {@link #settle}, for sources that are about to come: if the backend would relay or bounce for one of them, everything
     * stays as it is.
     *
     * @return why they must not come, or empty
     */
    public synchronized Optional<String> admit(
            BackendConnector connector, Map<Source, Expectation> sources, SourceProbe probe) {
        Outcome outcome = ask(connector, sources, probe, isStale(probe));
        if (outcome.state == State.RELAYS || outcome.state == State.BOUNCES) {
            return outcome.trouble();
        }
        take(outcome, sources, connector, probe)
                .ifPresent(why -> LOG.warn(
                        "event=relay-probe result=unknown hint=\"clients get 421 until it answers\" why=\"{}\"",
                        why.replace('"', '\'')));
        return Optional.empty();
    }

    private Optional<String> take(
            Outcome outcome, Map<Source, Expectation> sources, BackendConnector connector, SourceProbe probe) {
        long now = nanoTime.getAsLong();
        long next = sources.entrySet().stream()
                .mapToLong(source -> standing(source, connector, probe)
                        .dueIn(source.getValue(), now, probe.interval(), probe.every()))
                .min()
                .orElse(probe.every().toNanos());
        due = now + (outcome.away ? Math.max(next, Standing.AWAY.toNanos()) : next);
        state = outcome.state;
        return outcome.trouble();
    }

    /** @param away the backend could not be reached from one source, so that others were not asked */
    private record Outcome(State state, List<String> troubles, boolean away) {
        Optional<String> trouble() {
            return troubles.isEmpty() ? Optional.empty() : Optional.of(String.join("\n", troubles));
        }
    }

    private Predicate<Map.Entry<Standing, Expectation>> isStale(SourceProbe probe) {
        return one -> !one.getKey().isFresh(nanoTime.getAsLong(), probe.interval());
    }

    private Predicate<Map.Entry<Standing, Expectation>> isDue(SourceProbe probe) {
        return one -> one.getKey().dueIn(one.getValue(), nanoTime.getAsLong(), probe.interval(), probe.every()) <= 0;
    }

    private Outcome ask(
            BackendConnector connector,
            Map<Source, Expectation> sources,
            SourceProbe probe,
            Predicate<Map.Entry<Standing, Expectation>> wanted) {
        if (renewalWanted) {
            renewalWanted = false;
            standings.values().forEach(Standing::wantRenewal);
        }
        boolean away = false;
        var relaying = new ArrayList<String>();
        var bouncing = new ArrayList<String>();
        var unknown = new ArrayList<String>();
        for (var source : sources.entrySet()) {
            Standing standing = standing(source, connector, probe);
            Expectation expected = source.getValue();
            // Of a backend that is away the others would only wait as long.
            if (!away && expected.isAsked() && wanted.test(Map.entry(standing, expected))) {
                away = ask(connector, source.getKey(), expected, probe, standing)
                        instanceof RelayProbe.Result.Unreachable;
            }
            if (standing.relays(expected)) {
                relaying.add(ProbeAdvice.relays(
                        backend, source.getKey(), standing.relay().orElseThrow()));
            } else if (standing.bounces(expected)) {
                bouncing.add(ProbeAdvice.bounces(
                        backend,
                        source.getKey(),
                        probe.localRecipient(),
                        standing.local().orElseThrow()));
            } else if (!standing.isSafe(expected)) {
                unknown.addAll(unknown(source.getKey(), standing, expected));
            }
        }
        if (!relaying.isEmpty() || !bouncing.isEmpty()) {
            State bad = relaying.isEmpty() ? State.BOUNCES : State.RELAYS;
            relaying.addAll(bouncing);
            return new Outcome(bad, relaying, away);
        }
        return new Outcome(unknown.isEmpty() ? State.SAFE : State.UNKNOWN, unknown, away);
    }

    private List<String> unknown(Source source, Standing standing, Expectation expected) {
        return standing
                .last()
                .map(last -> switch (last) {
                    case RelayProbe.Result.Unreachable unreachable ->
                        ProbeAdvice.unreachable(backend, source, unreachable.why());
                    case RelayProbe.Result.Answered answered ->
                        ProbeAdvice.unclear(backend, source, answered.missing(expected));
                })
                .stream()
                .toList();
    }

    private RelayProbe.Result ask(
            BackendConnector connector, Source source, Expectation expected, SourceProbe probe, Standing standing) {
        RelayProbe.Result result = asker.ask(connector, source, question(expected, probe));
        ProbeLog.answer(backend, source, expected, standing, result);
        standing.take(result, expected, nanoTime.getAsLong());
        return result;
    }

    private Standing standing(Map.Entry<Source, Expectation> source, BackendConnector connector, SourceProbe probe) {
        var key = new Key(source.getKey(), connector.leg().mode(), question(source.getValue(), probe));
        return standings.computeIfAbsent(key, absent -> new Standing());
    }

    private static RelayProbe.Question question(Expectation expected, SourceProbe probe) {
        return new RelayProbe.Question(!expected.mayRelay(), probe.localRecipient());
    }
}
