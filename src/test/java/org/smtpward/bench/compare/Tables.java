package org.smtpward.bench.compare;

import java.time.Duration;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import org.smtpward.bench.Figures;

/**
 * What a comparison found, in Markdown.
 *
 * @param results of each workload
 * @param reference the contender that others are compared with, or any name for none
 * @param length of each measurement
 */
record Tables(Map<Workload, Samples> results, String reference, Duration length) {
    /** Connections that failed, and messages that were lost, doubled or altered, in all. */
    long failures() {
        return results.values().stream()
                .flatMap(samples -> samples.contenders().stream().map(samples::failures))
                .mapToLong(Long::longValue)
                .sum();
    }

    /** A line for each workload and contender: what most readers want. */
    String summary() {
        var table = new MarkdownTable(
                "workload", "contender", "CPU µs or KiB", "a", "÷ " + reference, "rate a second", "÷ " + reference);
        results.forEach((workload, samples) -> samples.contenders().forEach(contender -> {
            ToDoubleFunction<Sample> cost = workload.holds() ? Sample::residentKibibytes : Sample::cpu;
            table.row(
                    workload.name(),
                    contender,
                    spoiled(samples, contender, Figures.number(samples.median(contender, cost))),
                    workload.unit(),
                    ratio(samples.ratio(contender, reference, cost)),
                    Figures.number(samples.median(contender, Sample::rate)),
                    ratio(samples.ratio(contender, reference, Sample::rate)));
        }));
        return table.toString();
    }

    /** A table for each workload. */
    String details() {
        var text = new StringBuilder();
        results.forEach((workload, samples) -> text.append("### ")
                .append(workload.name())
                .append("\n\n")
                .append(workload.text())
                .append(".\n\n")
                .append(workload.holds() ? held(samples) : busy(workload, samples))
                .append("\n"));
        return text.toString();
    }

    private MarkdownTable busy(Workload workload, Samples samples) {
        String unit = workload.unit();
        var table = new MarkdownTable(
                "contender",
                "CPU µs/" + unit,
                "÷ " + reference,
                unit + (workload.isBulk() ? "/s" : "s/s"),
                "÷ " + reference,
                "p50",
                "p99",
                "RSS MiB",
                "sink µs/" + unit,
                "load µs/" + unit,
                "load, % of a core",
                "others, %",
                "failures");
        for (String name : samples.contenders()) {
            table.row(
                    name,
                    spoiled(samples, name, Figures.number(samples.median(name, Sample::cpu))),
                    ratio(samples.ratio(name, reference, Sample::cpu)),
                    Figures.number(samples.median(name, Sample::rate)),
                    ratio(samples.ratio(name, reference, Sample::rate)),
                    time(samples.median(name, Sample::p50)),
                    time(samples.median(name, Sample::p99)),
                    Figures.number(samples.median(name, Sample::residentMebibytes)),
                    Figures.number(samples.median(name, Sample::sinkCpu)),
                    Figures.number(samples.median(name, Sample::loadCpu)),
                    Figures.number(samples.median(name, Sample::loadPercent)),
                    Figures.number(samples.median(name, Sample::othersPercent)),
                    String.valueOf(samples.failures(name)));
        }
        return table;
    }

    private MarkdownTable held(Samples samples) {
        var table = new MarkdownTable(
                "contender",
                "RSS KiB/connection",
                "÷ " + reference,
                "RSS MiB before",
                "RSS MiB held",
                "CPU µs to open one",
                "÷ " + reference,
                "CPU % while held",
                "failures");
        for (String name : samples.contenders()) {
            table.row(
                    name,
                    spoiled(samples, name, Figures.number(samples.median(name, Sample::residentKibibytes))),
                    ratio(samples.ratio(name, reference, Sample::residentKibibytes)),
                    Figures.number(samples.median(name, Sample::residentMebibytesBefore)),
                    Figures.number(samples.median(name, Sample::residentMebibytes)),
                    Figures.number(samples.median(name, Sample::cpu)),
                    ratio(samples.ratio(name, reference, Sample::cpu)),
                    Figures.number(samples.median(name, sample -> sample.percentWhileHeld(length))),
                    String.valueOf(samples.failures(name)));
        }
        return table;
    }

    /** Who fails has not done the work. */
    private static String spoiled(Samples samples, String contender, String figure) {
        return samples.failures(contender) == 0 ? figure : "worthless (" + figure + ")";
    }

    private static String ratio(OptionalDouble ratio) {
        return ratio.isPresent() ? "%.2f".formatted(ratio.getAsDouble()) : "";
    }

    private static String time(double nanos) {
        return Figures.time(Duration.ofNanos((long) nanos));
    }
}
