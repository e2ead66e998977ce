package org.smtpward.bench.compare;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.smtpward.bench.contender.Contender;
import org.smtpward.bench.contender.Direct;
import org.smtpward.bench.contender.Haproxy;
import org.smtpward.bench.contender.Nginx;
import org.smtpward.bench.contender.Smtpward;
import org.smtpward.bench.contender.Stunnel;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code smtpward-bench compare}: smtpward and its rivals beside each other. */
@Command(
        name = "compare",
        description =
                "Measures smtpward and its rivals beside each other; prints tables in Markdown. Who is not installed is "
                        + "left out. Exit code 1: something failed, above all that a message was lost, doubled or altered.",
        mixinStandardHelpOptions = true)
public final class CompareCommand implements Callable<Integer> {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Option(
            names = "--contenders",
            paramLabel = "NAME",
            split = ",",
            description = "Some of smtpward, nginx, stunnel, haproxy, direct (no proxy); default: all.")
    private List<String> names = List.of();

    @Option(
            names = "--also",
            paramLabel = "NAME=JAR",
            description =
                    "Another smtpward.jar, with its lib directory beside it: before and after a change. May be given "
                            + "several times.")
    private Map<String, Path> others = new LinkedHashMap<>();

    @Option(
            names = "--java-options",
            paramLabel = "OPTIONS",
            split = " ",
            description = "For smtpward's Java, such as '-Xmx64m -XX:TieredStopAtLevel=1'.")
    private List<String> javaOptions = List.of();

    @Option(
            names = "--workloads",
            paramLabel = "NAME",
            split = ",",
            description = "Some, by their names or how these begin; default: all.")
    private List<String> workloads = List.of("");

    @Option(names = "--rounds", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
    private int rounds = 5;

    @Option(names = "--seconds", paramLabel = "S", description = "Of each measurement (default: ${DEFAULT-VALUE}).")
    private double seconds = 3;

    @Option(names = "--warmup", paramLabel = "S", description = "Before each (default: ${DEFAULT-VALUE}).")
    private double warmup = 0.5;

    @Option(
            names = "--prime",
            paramLabel = "S",
            description =
                    "For each contender before the first round: a JIT compiler needs some (default: ${DEFAULT-VALUE}).")
    private double prime = 20;

    @Option(
            names = "--reference",
            paramLabel = "NAME",
            description = "The contender that ratios are to (default: ${DEFAULT-VALUE}).")
    private String reference = "nginx";

    @Option(names = "--json", paramLabel = "FILE", description = "Each single measurement, a line of JSON each.")
    private Optional<Path> json = Optional.empty();

    @Option(names = "--details", description = "A table for each workload, not only the summary.")
    private boolean details;

    @Override
    public Integer call() throws IOException, InterruptedException {
        var comparison =
                new Comparison(contenders(), workloads(), rounds, duration(warmup), duration(seconds), duration(prime));
        Path directory = Setting.directory();
        try (PrintStream measurements = measurements()) {
            Map<Workload, Samples> results = comparison.run(
                    directory,
                    line -> System.err.println(java.time.LocalTime.now().withNano(0) + " " + line),
                    (contender, report) -> {
                        measurements.println(new JsonObject(report.json())
                                .put("contender", contender)
                                .encode());
                        if (report.failures() > 0) {
                            System.err.println(contender + ", " + report.text());
                        }
                    });
            var tables = new Tables(results, reference, comparison.length());
            System.out.println(Setting.conditions() + "; medians of " + rounds + " rounds of "
                    + comparison.length().toMillis() / 1e3 + " s.\n");
            System.out.println(tables.summary());
            if (details) {
                System.out.println(tables.details());
            }
            if (tables.failures() > 0) {
                System.out.println(tables.failures() + " failures: such a row is worth nothing.");
                return 1;
            }
            return 0;
        } finally {
            Setting.delete(directory);
        }
    }

    private List<Contender> contenders() {
        var known = new ArrayList<Contender>(List.of(
                new Smtpward("smtpward", Setting.jar(), javaOptions),
                new Nginx(),
                new Stunnel(),
                new Haproxy(),
                new Direct()));
        others.forEach((name, jar) -> known.add(1, new Smtpward(name, jar.toAbsolutePath(), javaOptions)));
        List<String> knownNames = known.stream().map(Contender::name).toList();
        names.stream().filter(name -> !knownNames.contains(name)).findFirst().ifPresent(name -> {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "no contender '" + name + "'; there are " + String.join(", ", knownNames));
        });
        var present = new ArrayList<Contender>();
        for (Contender contender : known) {
            boolean wanted =
                    names.isEmpty() || names.contains(contender.name()) || others.containsKey(contender.name());
            if (wanted && contender.missing().isPresent()) {
                if (contender instanceof Smtpward) {
                    throw new CommandLine.ParameterException(
                            spec.commandLine(),
                            contender.name() + ": " + contender.missing().get());
                }
                System.err.println("without " + contender.name() + ": "
                        + contender.missing().get());
            } else if (wanted) {
                present.add(contender);
            }
        }
        return present;
    }

    private List<Workload> workloads() {
        List<Workload> chosen = Workload.all().stream()
                .filter(workload -> workloads.stream().anyMatch(workload.name()::startsWith))
                .toList();
        if (chosen.isEmpty()) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(),
                    "no such workload; there are "
                            + String.join(
                                    ", ",
                                    Workload.all().stream().map(Workload::name).toList()));
        }
        return chosen;
    }

    private PrintStream measurements() throws IOException {
        return json.isPresent()
                ? new PrintStream(Files.newOutputStream(json.get()), true, java.nio.charset.StandardCharsets.UTF_8)
                : new PrintStream(
                        java.io.OutputStream.nullOutputStream(), false, java.nio.charset.StandardCharsets.UTF_8);
    }

    private static Duration duration(double seconds) {
        return Duration.ofNanos((long) (seconds * 1e9));
    }
}
