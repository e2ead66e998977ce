package org.smtpward.faults;

import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * What goes wrong while one message is sent for the n-th time: always the same for a seed, on both sides.
 *
 * @param side who does it
 * @param step where
 * @param fault what
 * @param accepts whether a backend that fails behind the end of mail data has taken the message before
 */
record Plan(Side side, Step step, Fault fault, boolean accepts) {
    /** Of so many attempts one goes wrong. */
    private static final int ONE_OF = 12;

    /** Of those, one of so many waits for a timer. */
    private static final int ONE_WAITS_OF = 12;

    private static final List<Step> STEPS = List.of(
            Step.MAIL_SENT,
            Step.RCPT_SENT,
            Step.DATA_SENT,
            Step.IN_MAIL_DATA,
            Step.END_OF_MAIL_DATA,
            Step.IN_ITS_REPLY);
    private static final List<Step> OPENING = List.of(
            Step.BEFORE_GREETING, Step.IN_GREETING, Step.EHLO_SENT, Step.MIRROR_STARTTLS_SAID, Step.MIRROR_HANDSHAKE);
    private static final List<Fault> WAITS = List.of(Fault.SILENCE, Fault.STALL, Fault.SLOW, Fault.TLS_ALERT);
    private static final List<Fault> AT_ONCE = List.of(
            Fault.CLOSE,
            Fault.RESET,
            Fault.HALF_CLOSE,
            Fault.GARBAGE,
            Fault.ENDLESS,
            Fault.TRUNCATED_RECORD,
            Fault.DISK_FULL);

    static Optional<Plan> of(long seed, int message, int attempt) {
        var random = new Random(seed * 31 + message * 1_000_003L + attempt * 7_919L);
        random.nextInt();
        return random.nextInt(ONE_OF) == 0
                ? Optional.of(of(random, random.nextBoolean() ? Side.CLIENT : Side.BACKEND, STEPS))
                : Optional.empty();
    }

    /** That of the backend for its n-th connection, before there is any message. */
    static Optional<Plan> ofConnection(long seed, int connection) {
        var random = new Random(seed * 37 + connection * 1_000_033L);
        random.nextInt();
        return random.nextInt(ONE_OF) == 0 ? Optional.of(of(random, Side.BACKEND, OPENING)) : Optional.empty();
    }

    private static Plan of(Random random, Side side, List<Step> steps) {
        while (true) {
            List<Fault> faults = random.nextInt(ONE_WAITS_OF) == 0 ? WAITS : AT_ONCE;
            var plan = new Plan(
                    side,
                    steps.get(random.nextInt(steps.size())),
                    faults.get(random.nextInt(faults.size())),
                    random.nextBoolean());
            if (plan.ends()) {
                return plan;
            }
        }
    }

    /** What nothing but the other side would ever end, no client may do; and it gives no replies. */
    private boolean ends() {
        return side == Side.BACKEND
                || fault != Fault.DISK_FULL && !(isInMailData() && (fault == Fault.SLOW || fault == Fault.ENDLESS));
    }

    private boolean isInMailData() {
        return step == Step.IN_MAIL_DATA || step == Step.IN_ITS_REPLY;
    }

    boolean is(Side who, Step where) {
        return side == who && step == where;
    }

    String words() {
        return "the " + (side == Side.CLIENT ? "client " : "backend ") + fault.words();
    }
}
