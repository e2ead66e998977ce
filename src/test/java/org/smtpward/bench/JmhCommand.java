package org.smtpward.bench;

import java.util.Collection;
import java.util.concurrent.Callable;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code smtpward-bench jmh}: the parts that look at octets, each alone. They stand beside what they measure. */
@Command(
        name = "jmh",
        description = "Measures the parts that look at octets, each alone, with JMH: *Benchmark in src/test/java.",
        mixinStandardHelpOptions = true)
final class JmhCommand implements Callable<Integer> {
    /** The parameter of a benchmark that says how many octets one operation looks at. */
    private static final String OCTETS = "octets";

    @Parameters(arity = "0..1", paramLabel = "REGEX", description = "Those that fit, such as MailData (default: all).")
    private String pattern = ".*";

    @Option(names = "--forks", paramLabel = "N", description = "JVMs for each (default: ${DEFAULT-VALUE}).")
    private int forks = 2;

    @Option(names = "--iterations", paramLabel = "N", description = "In each JVM (default: ${DEFAULT-VALUE}).")
    private int iterations = 5;

    @Option(names = "--warmup", paramLabel = "N", description = "Iterations before those (default: ${DEFAULT-VALUE}).")
    private int warmup = 3;

    @Option(names = "--seconds", paramLabel = "S", description = "Of each iteration (default: ${DEFAULT-VALUE}).")
    private double seconds = 1;

    @Option(names = "--verbose", description = "What JMH says on the way.")
    private boolean verbose;

    @Override
    public Integer call() throws RunnerException {
        TimeValue time = TimeValue.milliseconds((long) (seconds * 1000));
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include(pattern)
                        .forks(forks)
                        .warmupIterations(warmup)
                        .warmupTime(time)
                        .measurementIterations(iterations)
                        .measurementTime(time)
                        .shouldFailOnError(true)
                        .verbosity(verbose ? VerboseMode.NORMAL : VerboseMode.SILENT)
                        .build())
                .run();
        System.out.println("| benchmark | ns | ± (99.9 %) | GB/s |");
        System.out.println("| --- | --: | --: | --: |");
        results.forEach(result -> System.out.println(row(result)));
        return 0;
    }

    private static String row(RunResult result) {
        double nanos = result.getPrimaryResult().getScore();
        String octets = result.getParams().getParam(OCTETS);
        var name = new StringBuilder(result.getParams().getBenchmark().replaceAll("^.*\\.(\\w+\\.\\w+)$", "$1"));
        for (String key : result.getParams().getParamsKeys()) {
            name.append(", ").append(key).append(' ').append(result.getParams().getParam(key));
        }
        return "| %s | %s | %s | %s |"
                .formatted(
                        name,
                        Figures.number(nanos),
                        Figures.number(result.getPrimaryResult().getScoreError()),
                        octets == null ? "" : Figures.number(Double.parseDouble(octets) / nanos));
    }
}
