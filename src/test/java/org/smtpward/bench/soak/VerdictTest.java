package org.smtpward.bench.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.smtpward.bench.load.Ledger;

/** A soak is good only if nothing is lost, nothing is left and nothing grows. */
class VerdictTest {
    private static final long MEBIBYTE = 1024 * 1024;
    private static final Ending GOOD =
            new Ending(new Ledger.Reconciliation(100, 100, 0, 0, 0, 0), 0, 40, 42, 0, List.of());

    @Test
    void nothingLostNothingLeftNothingGrown() {
        assertThat(Verdict.of(steady(), GOOD).isGood()).isTrue();
    }

    /** Java's heap grows to its size in the first quarter. */
    @Test
    void growthAtTheBeginningIsNoLeak() {
        assertThat(Verdict.of(samples(i -> Math.min(i, 25) * 8 * MEBIBYTE, i -> 40), GOOD)
                        .isGood())
                .isTrue();
    }

    @Test
    void memoryThatGrowsIsALeak() {
        assertThat(Verdict.of(samples(i -> (100 + i / 2) * MEBIBYTE, i -> 40), GOOD)
                        .faults())
                .singleElement()
                .asString()
                .startsWith("memory: no plateau, ");
    }

    @Test
    void descriptorsThatGrowAreALeak() {
        assertThat(Verdict.of(samples(i -> 100 * MEBIBYTE, i -> 40 + i), GOOD).faults())
                .singleElement()
                .asString()
                .startsWith("descriptors: no plateau, ");
    }

    @Test
    void aFewSamplesTellNothingAboutGrowth() {
        assertThat(Verdict.of(samples(i -> (100 + i) * MEBIBYTE, i -> 40).subList(0, 15), GOOD)
                        .isGood())
                .isTrue();
    }

    @Test
    void whatRemainsIsAFault() {
        var left = new Ending(GOOD.books(), 1, 40, 60, 0, List.of());
        assertThat(Verdict.of(steady(), left).faults())
                .containsExactly("sessions: 1 are left, and no client is", "descriptors: 60 at the end, 40 before");
    }

    @Test
    void lostMailIsAFault() {
        var lost = new Ending(new Ledger.Reconciliation(100, 100, 0, 1, 0, 0), 0, 40, 40, 0, List.of());
        assertThat(Verdict.of(steady(), lost).faults())
                .containsExactly("mail: 100 messages accepted, 1 lost, 0 doubled, 0 altered");
    }

    @Test
    void aClientThatFailsIsAFault() {
        var failed = new Ending(GOOD.books(), 0, 40, 40, 1, List.of("small mail: why"));
        assertThat(Verdict.of(steady(), failed).faults())
                .containsExactly("clients: 1 rounds failed: [small mail: why]");
    }

    @Test
    void theSlopeIsPerHour() {
        List<Sample> growing = samples(i -> i * MEBIBYTE, i -> 40);
        assertThat(new Trend(growing, Sample::resident).slopePerHour() / MEBIBYTE)
                .isCloseTo(60, org.assertj.core.data.Offset.offset(0.001));
        assertThat(new Trend(growing, Sample::descriptors).slopePerHour()).isZero();
    }

    private static List<Sample> steady() {
        return samples(i -> (100 + i % 3) * MEBIBYTE, i -> 40 + i % 2);
    }

    /** One a minute. */
    private static List<Sample> samples(IntToLongFunction resident, IntToLongFunction descriptors) {
        return IntStream.range(0, 100)
                .mapToObj(i -> new Sample(
                        Duration.ofMinutes(i),
                        resident.applyAsLong(i),
                        0,
                        0,
                        descriptors.applyAsLong(i),
                        0,
                        20,
                        Duration.ZERO,
                        Duration.ZERO,
                        Duration.ZERO,
                        i,
                        i,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        Duration.ZERO,
                        Duration.ZERO))
                .toList();
    }
}
