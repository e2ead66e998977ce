package org.smtpward.backend;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.smtpward.config.HostPort;
import org.smtpward.session.BackendTls;

/**
 * Keeps the door shut until the backend is known not to relay for any source that clients get. A backend that cannot be
 * reached when the proxy starts is asked again later: a mail system boots in any order. Thread safe; what asks blocks.
 */
public final class RelayGuard {
    private static final Logger LOG = LoggerFactory.getLogger(RelayGuard.class);

    private final RelayProbe probe;
    private final HostPort backend;
    private final LongSupplier nanoTime;
    /** The last answer of the backend for each way to ask it. */
    private final Map<Question, Answer> answers = new HashMap<>();

    private volatile State state = State.UNKNOWN;

    private enum State {
        UNKNOWN,
        SAFE,
        RELAYS
    }

    /** What the answer depends on. */
    private record Question(Source source, BackendTls tls) {}

    private record Answer(RelayProbe.Result result, long given) {}

    /**
     * @param probe asks
     * @param backend for the texts
     * @param nanoTime mostly {@link System#nanoTime}
     */
    public RelayGuard(RelayProbe probe, HostPort backend, LongSupplier nanoTime) {
        this.probe = probe;
        this.backend = backend;
        this.nanoTime = nanoTime;
    }

    /** Whether sessions may begin. */
    public boolean isOpen() {
        return state == State.SAFE;
    }

    /** Whether the backend is known to relay for everybody who comes through us. */
    public boolean isRelaying() {
        return state == State.RELAYS;
    }

    /**
     * Asks the backend about each source, if its last answer is older than {@code interval}, and opens or shuts the door. What
     * was known to be safe stays so while the backend cannot be reached.
     *
     * @param sources all that clients get, and whether the backend may relay for each
     * @return what to tell the operator, or empty when all is well
     */
    public Optional<String> settle(BackendConnector connector, Map<Source, Boolean> sources, Duration interval) {
        Outcome outcome = ask(connector, sources, interval);
        state = outcome.state;
        return outcome.trouble();
    }

    /**
     * The same for sources that are about to come: if the backend would relay for one of them, the door stays as it is.
     *
     * @return why they must not come, or empty
     */
    public Optional<String> admit(BackendConnector connector, Map<Source, Boolean> sources, Duration interval) {
        Outcome outcome = ask(connector, sources, interval);
        if (outcome.state == State.RELAYS) {
            return outcome.trouble();
        }
        state = outcome.state;
        outcome.trouble()
                .ifPresent(why -> LOG.warn(
                        "event=relay-probe result=unreachable hint=\"clients get 421 until it answers\" why=\"{}\"",
                        why));
        return Optional.empty();
    }

    private record Outcome(State state, List<String> troubles) {
        Optional<String> trouble() {
            return troubles.isEmpty() ? Optional.empty() : Optional.of(String.join("\n", troubles));
        }
    }

    /** One at a time: a reload and the next try would only ask twice. */
    private synchronized Outcome ask(BackendConnector connector, Map<Source, Boolean> sources, Duration interval) {
        var relaying = new ArrayList<String>();
        var unknown = new ArrayList<String>();
        for (var source : sources.entrySet()) {
            if (source.getValue() || !unknown.isEmpty() && relaying.isEmpty()) {
                // Allowed; or the backend is away: the others would only wait as long.
                continue;
            }
            switch (answer(connector, source.getKey(), interval)) {
                case RelayProbe.Result.Refuses refuses -> {}
                case RelayProbe.Result.Unclear unclear -> {}
                case RelayProbe.Result.WouldRelay relays -> relaying.add(relays.explain(backend, source.getKey()));
                case RelayProbe.Result.Unreachable unreachable ->
                    unknown.add("the backend %s cannot be reached from %s: %s"
                            .formatted(backend, source.getKey().label(), unreachable.why()));
            }
        }
        if (!relaying.isEmpty()) {
            return new Outcome(State.RELAYS, relaying);
        }
        return new Outcome(unknown.isEmpty() ? State.SAFE : State.UNKNOWN, unknown);
    }

    private RelayProbe.Result answer(BackendConnector connector, Source source, Duration interval) {
        var question = new Question(source, connector.leg().mode());
        Answer before = answers.get(question);
        if (before != null && nanoTime.getAsLong() - before.given < interval.toNanos()) {
            return before.result;
        }
        RelayProbe.Result result = probe.ask(connector, source);
        if (result instanceof RelayProbe.Result.Unreachable) {
            return before != null && isSafe(before.result) ? before.result : result;
        }
        answers.put(question, new Answer(result, nanoTime.getAsLong()));
        log(source, result);
        return result;
    }

    private static boolean isSafe(RelayProbe.Result result) {
        return result instanceof RelayProbe.Result.Refuses || result instanceof RelayProbe.Result.Unclear;
    }

    private void log(Source source, RelayProbe.Result result) {
        switch (result) {
            case RelayProbe.Result.Refuses refuses ->
                LOG.info("event=relay-probe result=refused backend={} source=\"{}\"", backend, source.label());
            case RelayProbe.Result.Unclear unclear ->
                LOG.warn(
                        "event=relay-probe result=unclear backend={} source=\"{}\" why=\"{}\"",
                        backend,
                        source.label(),
                        unclear.why());
            case RelayProbe.Result.WouldRelay relays -> {}
            case RelayProbe.Result.Unreachable unreachable -> {}
        }
    }
}
