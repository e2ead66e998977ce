package org.smtpward.shared;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smtpward.config.AdmissionLimits;
import org.smtpward.listener.Neighbours.Elsewhere;

/** From what one node counts to what another makes of it. */
class CountsTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final String NODE = "00000000000000aa";

    private long now = Long.MAX_VALUE - SECOND;
    private AdmissionLimits limits = new AdmissionLimits(10_000, 100, 100, List.of());
    private final Tally tally = new Tally(now);
    private final OtherNodes others = new OtherNodes("00000000000000ff", 3 * SECOND);

    @Test
    void connectionsAreToldUntilTheyEnd() {
        tally.enter(1L);
        tally.enter(1L);
        assertThat(take()).containsExactly(new Report.Line(1, 2, 2));
        tally.leave(1L);
        assertThat(take()).containsExactly(new Report.Line(1, 1, 0));
        tally.leave(1L);
        assertThat(take()).isEmpty();
        assertThat(tally.size()).isZero();
    }

    @Test
    void arrivalsAreToldAsARate() {
        IntStream.range(0, 10).forEach(i -> {
            tally.enter(1L);
            tally.leave(1L);
        });
        now += 2 * SECOND;
        assertThat(tally.take(limits, now)).containsExactly(new Report.Line(1, 0, 5));
        assertThat(tally.size()).isZero();
    }

    @Test
    void whatIsFarFromEveryLimitIsNotTold() {
        limits = new AdmissionLimits(10_000, 1000, 0, List.of());
        IntStream.range(0, 9).forEach(i -> tally.enter(1L));
        assertThat(take()).isEmpty();
        tally.enter(1L);
        assertThat(take()).containsExactly(new Report.Line(1, 10, 1));
        limits = new AdmissionLimits(10_000, 0, 0, List.of());
        assertThat(take()).isEmpty();
    }

    @Test
    void thoseWithMostAreToldFirst() {
        LongStream.range(0, 2000).forEach(tally::enter);
        tally.enter(1999L);
        List<Report.Line> lines = take();
        assertThat(lines).hasSize(Report.MAX_LINES);
        assertThat(lines.getFirst().address()).isEqualTo(1999);
    }

    /** A leave without an enter, as of somebody who was exempt when he came. */
    @Test
    void countsNeverFallBelowNothing() {
        tally.leave(1L);
        tally.enter(1L);
        tally.leave(1L);
        tally.leave(1L);
        tally.enter(1L);
        assertThat(take()).containsExactly(new Report.Line(1, 1, 2));
    }

    @Test
    void aFloodOfAddressesDoesNotFillTheMemory() {
        LongStream.range(0, Tally.MAX_ADDRESSES + 1000L).forEach(tally::enter);
        assertThat(tally.size()).isEqualTo(Tally.MAX_ADDRESSES);
        LongStream.range(0, Tally.MAX_ADDRESSES + 1000L).forEach(tally::leave);
        take();
        assertThat(tally.size()).isZero();
    }

    @Test
    void aReportIsReadAsItWasWritten() {
        var report = new Report(NODE, List.of(new Report.Line(3221225985L, 12, 3), new Report.Line(-1L, 0, 1_000_000)));
        assertThat(Report.parse(report.toText())).contains(report);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "\n", "smtpward-check", "smtpward-counts 2 00000000000000aa", "smtpward-counts 1 <script>"})
    void anythingElseIsNoReport(String message) {
        assertThat(Report.parse(message)).isEmpty();
    }

    @Test
    void ofAReportTheLinesCountThatCanBeUnderstood() {
        assertThat(Report.parse("smtpward-counts 1 " + NODE + "\n1 -1 0\n2 1 1\nx 1 1\n1 99999999 1\n3 9999999 1"))
                .contains(new Report(NODE, List.of(new Report.Line(2, 1, 1), new Report.Line(3, Report.MAX_COUNT, 1))));
    }

    @Test
    void nodesAddUp() {
        others.hear(new Report("00000000000000aa", List.of(new Report.Line(1, 2, 3))), now);
        others.hear(new Report("00000000000000bb", List.of(new Report.Line(1, 4, 5), new Report.Line(2, 1, 1))), now);
        assertThat(others.sum(now)).containsEntry(1L, new Elsewhere(6, 8)).containsEntry(2L, new Elsewhere(1, 1));
        others.hear(new Report("00000000000000aa", List.of()), now);
        assertThat(others.sum(now)).containsEntry(1L, new Elsewhere(4, 5));
        assertThat(others.size(now)).isEqualTo(2);
    }

    @Test
    void whatThisNodeTellsDoesNotCountTwice() {
        others.hear(new Report("00000000000000ff", List.of(new Report.Line(1, 2, 3))), now);
        assertThat(others.sum(now)).isEmpty();
    }

    @Test
    void aNodeThatHasDiedIsForgotten() {
        others.hear(new Report(NODE, List.of(new Report.Line(1, 2, 3))), now);
        now += 3 * SECOND - 1;
        assertThat(others.sum(now)).isNotEmpty();
        now += 1;
        assertThat(others.sum(now)).isEmpty();
        assertThat(others.size(now)).isZero();
    }

    /** Sums stay within what an int can hold, whatever is told. */
    @Test
    void liesHaveAnEnd() {
        var lies = Collections.nCopies(Report.MAX_LINES, new Report.Line(1, Report.MAX_COUNT, Report.MAX_COUNT));
        IntStream.range(0, 2 * OtherNodes.MAX_NODES)
                .forEach(node -> others.hear(new Report("%016x".formatted(node), lies), now));
        assertThat(others.size(now)).isEqualTo(OtherNodes.MAX_NODES);
        assertThat(others.sum(now))
                .containsExactly(java.util.Map.entry(1L, new Elsewhere(Report.MAX_COUNT, Report.MAX_COUNT)));
    }

    private List<Report.Line> take() {
        now += SECOND;
        return tally.take(limits, now);
    }
}
