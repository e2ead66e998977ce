package org.smtpward.bench.soak;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.smtpward.bench.Figures;

/** A soak in words. */
record SoakReport(List<Sample> samples, Ending ending, Map<String, Long> rounds, Verdict verdict) {
    private static final double MEBIBYTE = 1024 * 1024;

    SoakReport {
        samples = List.copyOf(samples);
        rounds = Map.copyOf(rounds);
    }

    String text() {
        Sample last = samples.get(samples.size() - 1);
        var text = new StringBuilder();
        text.append("%d samples in %s; %,d honest sessions and other rounds: %s%n"
                .formatted(
                        samples.size(),
                        words(last.at()),
                        rounds.values().stream().mapToLong(Long::longValue).sum(),
                        new java.util.TreeMap<>(rounds)));
        text.append("%n%-28s %12s %12s %12s %12s%n".formatted("", "start", "middle", "end", "per hour"));
        row(text, "RSS, MiB", sample -> sample.resident() / MEBIBYTE, true);
        row(text, "heap used, MiB", sample -> sample.heap() / MEBIBYTE, true);
        row(text, "direct buffers, MiB", sample -> sample.direct() / MEBIBYTE, true);
        row(text, "descriptors", sample -> (double) sample.descriptors(), true);
        row(text, "descriptors besides sessions", sample -> (double) sample.otherDescriptors(), true);
        row(text, "sessions", sample -> (double) sample.sessions(), false);
        row(text, "threads", sample -> (double) sample.threads(), true);
        row(text, "p50 of honest sessions, ms", sample -> sample.p50().toNanos() / 1e6, true);
        row(text, "p99, ms", sample -> sample.p99().toNanos() / 1e6, true);
        row(text, "max, ms", sample -> sample.max().toNanos() / 1e6, false);
        row(text, "event loop lag, max, ms", sample -> sample.loopLag().toNanos() / 1e6, false);
        row(text, "messages accepted", sample -> (double) sample.accepted(), true);
        row(text, "messages verified", sample -> (double) sample.verified(), true);
        row(text, "rule matches", sample -> (double) sample.matches(), true);
        row(text, "events dropped", sample -> (double) sample.dropped(), true);
        row(text, "log lines", sample -> (double) sample.logLines(), true);
        row(text, "CPU time, s", sample -> sample.cpu().toMillis() / 1e3, true);
        text.append("%nWhen the clients had gone: %s; %,d unanswered; %d sessions; descriptors %d (before: %d)%n"
                .formatted(
                        ending.books().text(),
                        ending.books().unanswered(),
                        ending.sessions(),
                        ending.descriptorsAfter(),
                        ending.descriptorsBefore()));
        text.append(verdict.isGood() ? "GOOD" : "BAD");
        if (!new Trend(samples, Sample::resident).isLongEnough()) {
            text.append(" (too few samples to judge whether memory has a plateau)");
        }
        text.append(System.lineSeparator());
        verdict.faults().forEach(fault -> text.append("  ").append(fault).append(System.lineSeparator()));
        return text.toString();
    }

    private void row(StringBuilder text, String name, Function<Sample, Double> figure, boolean sloped) {
        text.append("%-28s %12s %12s %12s %12s%n"
                .formatted(
                        name,
                        Figures.number(figure.apply(samples.get(0))),
                        Figures.number(figure.apply(samples.get(samples.size() / 2))),
                        Figures.number(figure.apply(samples.get(samples.size() - 1))),
                        sloped ? Figures.number(new Trend(samples, figure::apply).slopePerHour()) : ""));
    }

    private static String words(Duration time) {
        return "%d:%02d:%02d".formatted(time.toHours(), time.toMinutesPart(), time.toSecondsPart());
    }
}
