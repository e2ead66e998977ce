package org.smtpward.bench.load;

import java.security.SecureRandom;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;
import org.smtpward.bench.Stamp;
import org.smtpward.bench.Tally;

/** Which messages a load has sent, and which of them were accepted: from then on they must be with the sink. */
public final class Ledger {
    private final long load = new SecureRandom().nextLong();
    private final AtomicInteger next = new AtomicInteger();
    private final BitSet accepted = new BitSet();
    private long refused;

    /**
     * What a comparison with the sink's books says.
     *
     * @param sent messages begun
     * @param accepted those with a 250 for their data
     * @param unanswered those without any reply to their data; the sink may have them or not
     * @param lost accepted, but not at the sink
     * @param doubled at the sink more than once
     * @param altered at the sink, but not as they were sent
     */
    public record Reconciliation(long sent, long accepted, long unanswered, long lost, long doubled, long altered) {
        /** Whether every accepted message came once, as it was sent. */
        public boolean isClean() {
            return lost == 0 && doubled == 0 && altered == 0;
        }

        /** For people. */
        public String text() {
            return "%,d messages accepted, %,d lost, %,d doubled, %,d altered"
                    .formatted(accepted, lost, doubled, altered);
        }
    }

    /** The number of the load, for {@code XTALLY}. */
    public String number() {
        return HexFormat.of().toHexDigits(load);
    }

    /** The number of the load. */
    public long load() {
        return load;
    }

    Stamp next(Body body) {
        return next(body.length(), body.crc());
    }

    /** The stamp of another message: what follows it has that many octets and that CRC-32C. */
    public Stamp next(long octets, int crc) {
        return new Stamp(load, next.getAndIncrement(), octets, crc);
    }

    /** It got a 250. */
    public synchronized void onAccepted(Stamp stamp) {
        accepted.set(stamp.sequence());
    }

    /** One got another reply. */
    public synchronized void onRefused() {
        refused++;
    }

    /** The sequence numbers of those accepted so far. */
    public synchronized BitSet accepted() {
        return (BitSet) accepted.clone();
    }

    /** Compares with what the sink has. While the load runs, messages under way make no difference, but ask the sink last. */
    public synchronized Reconciliation compare(Tally tally) {
        var missing = (BitSet) accepted.clone();
        missing.andNot(tally.whole());
        long sent = next.get();
        long lost = Math.max(0, missing.cardinality() - tally.altered());
        return new Reconciliation(
                sent,
                accepted.cardinality(),
                sent - accepted.cardinality() - refused,
                lost,
                tally.doubled(),
                tally.altered());
    }
}
