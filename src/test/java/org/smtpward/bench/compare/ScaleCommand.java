package org.smtpward.bench.compare;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.smtpward.bench.Figures;
import org.smtpward.bench.Identity;
import org.smtpward.bench.Report;
import org.smtpward.bench.contender.Contender;
import org.smtpward.bench.contender.Nginx;
import org.smtpward.bench.contender.Smtpward;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code smtpward-bench scale}: how cost grows with one parameter. */
@Command(
        name = "scale",
        description =
                "How the cost of smtpward, and of nginx if there is one, grows with one parameter at a time; prints tables "
                        + "in Markdown. Exit code 1: something failed.",
        mixinStandardHelpOptions = true)
public final class ScaleCommand implements Callable<Integer> {
    @Option(
            names = "--series",
            paramLabel = "NAME",
            split = ",",
            description = "Some of ${COMPLETION-CANDIDATES}; default: all.")
    private Set<Series> series = EnumSet.allOf(Series.class);

    @Option(names = "--rounds", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
    private int rounds = 3;

    @Option(names = "--seconds", paramLabel = "S", description = "Of each measurement (default: ${DEFAULT-VALUE}).")
    private double seconds = 3;

    @Option(
            names = "--prime",
            paramLabel = "S",
            description = "Seconds of mail before the first (default: ${DEFAULT-VALUE}).")
    private double prime = 15;

    @Option(names = "--without-rival", description = "smtpward alone.")
    private boolean alone;

    @Option(names = "--java-options", paramLabel = "OPTIONS", split = " ", description = "For smtpward's Java.")
    private List<String> javaOptions = List.of();

    private long failures;

    @Override
    public Integer call() throws IOException, InterruptedException {
        var contenders = new ArrayList<Contender>(List.of(new Smtpward("smtpward", Setting.jar(), javaOptions)));
        if (!alone && new Nginx().missing().isEmpty()) {
            contenders.add(new Nginx());
        }
        Path directory = Setting.directory();
        try (Field field = Field.open(directory, Identity.Kind.ECDSA)) {
            for (Contender contender : contenders) {
                field.start(contender);
                Workload mail = Series.IDLE.points().get(0).workload(Series.IDLE);
                field.measure(contender, mail, Duration.ZERO, Duration.ofMillis((long) (prime * 1000)));
            }
            System.out.printf(
                    "%s; medians of %d rounds of %s s.%n%n", Setting.conditions(), rounds, Figures.number(seconds));
            for (Series each : series) {
                System.out.println(each.text() + ".\n\n" + table(field, contenders, each));
            }
        } finally {
            Setting.delete(directory);
        }
        if (failures > 0) {
            System.out.println(failures + " failures: these figures are worth nothing.");
        }
        return failures == 0 ? 0 : 1;
    }

    private MarkdownTable table(Field field, List<Contender> contenders, Series each)
            throws IOException, InterruptedException {
        var head = new ArrayList<>(List.of(each.parameter()));
        for (Contender contender : contenders) {
            head.addAll(List.of(
                    contender.name() + " CPU µs/" + each.unit(),
                    "÷ first",
                    each.unit() + "s/s",
                    "p50",
                    "p99",
                    "RSS MiB"));
            if (each == Series.SIZE) {
                head.add("CPU µs/MB");
            }
        }
        var table = new MarkdownTable(head.toArray(String[]::new));
        double[] first = new double[contenders.size()];
        for (Series.Point point : each.points()) {
            var row = new ArrayList<>(List.of("%,d".formatted(point.parameter())));
            for (int i = 0; i < contenders.size(); i++) {
                Samples samples = samples(field, contenders.get(i), each, point);
                String name = contenders.get(i).name();
                double cpu = samples.median(name, ScaleCommand::cpu) / point.perUnit();
                first[i] = first[i] == 0 ? cpu : first[i];
                row.addAll(List.of(
                        Figures.number(cpu),
                        Figures.number(cpu / first[i]),
                        Figures.number(samples.median(
                                        name, sample -> sample.report().result().rate())
                                * point.perUnit()),
                        Figures.time(Duration.ofNanos((long) samples.median(name, Sample::p50))),
                        Figures.time(Duration.ofNanos((long) samples.median(name, Sample::p99))),
                        Figures.number(samples.median(name, Sample::residentMebibytes))));
                if (each == Series.SIZE) {
                    row.add(Figures.number(samples.median(
                            name,
                            sample ->
                                    cpu(sample) * 1e6 / sample.report().result().octetsPerUnit())));
                }
            }
            table.row(row.toArray(String[]::new));
        }
        return table;
    }

    private Samples samples(Field field, Contender contender, Series each, Series.Point point)
            throws IOException, InterruptedException {
        var samples = new Samples();
        Workload workload = point.workload(each);
        // All handshakes are to be over when counting begins.
        Duration warmup = Duration.ofMillis(500 + 3L * point.connections());
        Duration length = Duration.ofMillis((long) (seconds * 1000));
        for (int round = 0; round < rounds; round++) {
            System.err.println(each + " " + point.parameter() + ": " + contender.name());
            Report report = point.idle() == 0
                    ? field.measure(contender, workload, warmup, length)
                    : field.measureBeside(contender, point.idle(), workload, warmup, length);
            if (report.failures() > 0) {
                System.err.println(report.text());
                failures += report.failures();
            }
            samples.add(contender.name(), new Sample(workload, report));
        }
        return samples;
    }

    private static double cpu(Sample sample) {
        return sample.report().microsPerUnit(sample.report().meter().cost().contender());
    }
}
