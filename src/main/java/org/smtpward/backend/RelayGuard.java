package org.smtpward.backend;

import java.net.InetAddress;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.smtpward.config.HostPort;

/**
 * Keeps the door shut until the backend is known not to relay for us. A backend that cannot be reached when the proxy starts
 * is asked again later: a mail system boots in any order. Thread safe; {@link #probe()} blocks.
 */
public final class RelayGuard {
    private static final Logger LOG = LoggerFactory.getLogger(RelayGuard.class);

    private final RelayProbe probe;
    private final boolean allowRelay;
    private final HostPort backend;
    private final Optional<InetAddress> source;
    private final AtomicReference<State> state = new AtomicReference<>(State.UNKNOWN);

    private enum State {
        UNKNOWN,
        SAFE,
        RELAYS
    }

    /**
     * @param probe asks
     * @param backend for the texts
     * @param source for the texts
     * @param allowRelay {@code backend.source.allow-relay}: do not ask
     */
    public RelayGuard(RelayProbe probe, HostPort backend, Optional<InetAddress> source, boolean allowRelay) {
        this.probe = probe;
        this.backend = backend;
        this.source = source;
        this.allowRelay = allowRelay;
    }

    /** Whether sessions may begin. */
    public boolean isOpen() {
        return allowRelay || state.get() == State.SAFE;
    }

    /** Whether the backend is known to relay for everybody who comes through us. */
    public boolean isRelaying() {
        return !allowRelay && state.get() == State.RELAYS;
    }

    /** The backend is about to be spoken to in another way: no session begins until it was asked again. */
    public void forget() {
        state.set(State.UNKNOWN);
    }

    /** Asks the backend unless that was settled before. What to tell the operator, or empty when all is well. */
    public Optional<String> probe() {
        if (isOpen()) {
            return Optional.empty();
        }
        return switch (probe.run()) {
            case RelayProbe.Result.Refuses refuses -> {
                state.set(State.SAFE);
                LOG.info("event=relay-probe result=refused backend={} source={}", backend, sourceText());
                yield Optional.empty();
            }
            case RelayProbe.Result.Unclear unclear -> {
                state.set(State.SAFE);
                LOG.warn(
                        "event=relay-probe result=unclear backend={} source={} why=\"{}\"",
                        backend,
                        sourceText(),
                        unclear.why());
                yield Optional.empty();
            }
            case RelayProbe.Result.WouldRelay relays -> {
                state.set(State.RELAYS);
                yield Optional.of(relays.explain(backend, source));
            }
            case RelayProbe.Result.Unreachable unreachable -> {
                state.set(State.UNKNOWN);
                yield Optional.of("the backend " + backend + " cannot be reached from " + sourceText() + ": "
                        + unreachable.why());
            }
        };
    }

    private String sourceText() {
        return source.map(InetAddress::getHostAddress).orElse("any address");
    }
}
