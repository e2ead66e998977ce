package org.smtpward.backend;

import java.time.Duration;
import java.util.Optional;
import org.smtpward.backend.ProbeAnswer.Meaning;

/**
 * Knowledge about the backend from one source: the last clear answer to each question, and when to ask again. An unclear
 * answer or none leaves it as it is. Not thread safe.
 */
final class Standing {
    /** Between two attempts to reach a backend that is away. */
    static final Duration AWAY = Duration.ofSeconds(5);
    /** The first wait behind an answer that is not the wanted one; it doubles, as questions count in rate controls, too. */
    private static final Duration FIRST_WAIT = Duration.ofSeconds(5);

    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    private Optional<ProbeAnswer> relay = Optional.empty();
    private Optional<ProbeAnswer> local = Optional.empty();
    private Optional<RelayProbe.Result> last = Optional.empty();
    private long asked;
    private int waits;
    private boolean renewalWanted;

    /** What the backend answered last, or that it did not. */
    Optional<RelayProbe.Result> last() {
        return last;
    }

    /** The last clear answer about a recipient elsewhere. */
    Optional<ProbeAnswer> relay() {
        return relay;
    }

    /** The last clear answer about a recipient of the backend. */
    Optional<ProbeAnswer> local() {
        return local;
    }

    /** Whether the backend relays, or rejects mail, which none of its clients may have. */
    boolean isBad(Expectation expected) {
        return relays(expected) || bounces(expected);
    }

    boolean relays(Expectation expected) {
        return !expected.mayRelay() && is(relay, Meaning.ACCEPTED);
    }

    boolean bounces(Expectation expected) {
        return expected.mustTakeMail() && is(local, Meaning.REJECTED);
    }

    /**
     * Whether all that is needed is known to be well. Where the backend may relay, an unclear answer about mail is harmless:
     * clients get the backend's own 4yz.
     */
    boolean isSafe(Expectation expected) {
        return !isBad(expected)
                && (expected.mayRelay() || relay.isPresent())
                && (!expected.mustTakeMail() || expected.mayRelay() || local.isPresent());
    }

    private static boolean is(Optional<ProbeAnswer> answer, Meaning meaning) {
        return answer.filter(found -> found.meaning() == meaning).isPresent();
    }

    /**
     * Takes an answer.
     *
     * @param now of the clock that all methods share, in ns
     */
    void take(RelayProbe.Result result, Expectation expected, long now) {
        if (last.isPresent() && now - asked >= 2 * LONGEST_WAIT.toNanos()) {
            waits = 0;
        }
        if (result instanceof RelayProbe.Result.Answered answered) {
            answered.relay().filter(Standing::isClear).ifPresent(clear -> relay = Optional.of(clear));
            Optional.of(answered.local()).filter(Standing::isClear).ifPresent(clear -> local = Optional.of(clear));
        }
        last = Optional.of(result);
        asked = now;
        if (result instanceof RelayProbe.Result.Answered) {
            waits = isCalm(expected) && !renewalWanted ? 0 : waits + 1;
            renewalWanted = false;
        }
    }

    private static boolean isClear(ProbeAnswer answer) {
        return answer.meaning() != Meaning.UNCLEAR;
    }

    /** The backend was away: it may have come back with another configuration. */
    void wantRenewal() {
        renewalWanted = true;
    }

    /** Whether the backend was reached less than {@code interval} ago. */
    boolean isFresh(long now, Duration interval) {
        return last.filter(RelayProbe.Result.Answered.class::isInstance).isPresent()
                && now - asked < interval.toNanos();
    }

    /** How long to wait until it is to be asked, in ns; 0 or less: now. */
    long dueIn(Expectation expected, long now, Duration interval, Duration every) {
        if (!expected.isAsked()) {
            return every.toNanos();
        }
        if (last.isEmpty()) {
            return 0;
        }
        Duration wait;
        if (last.get() instanceof RelayProbe.Result.Unreachable) {
            wait = AWAY;
        } else {
            wait = longer(interval, isCalm(expected) && !renewalWanted ? every : backOff());
        }
        return wait.toNanos() - (now - asked);
    }

    /** Whether the last answer is the wanted one, to all that counts. */
    private boolean isCalm(Expectation expected) {
        return isSafe(expected)
                && last.isPresent()
                && last.get() instanceof RelayProbe.Result.Answered answered
                && !answered.isUnclear(expected);
    }

    private Duration backOff() {
        Duration wait = FIRST_WAIT.multipliedBy(1L << Math.clamp(waits - 1L, 0, 10));
        return wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
