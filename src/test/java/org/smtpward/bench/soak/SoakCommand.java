package org.smtpward.bench.soak;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.smtpward.bench.Identity;
import org.smtpward.bench.compare.Setting;
import org.smtpward.bench.contender.Place;
import org.smtpward.bench.contender.Running;
import org.smtpward.bench.contender.Smtpward;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/** {@code smtpward-bench soak}: hours of mixed and modest traffic. */
@Command(
        name = "soak",
        description =
                "Runs smtpward for hours in a process of its own, with a sidecar's memory, under honest mail, idle sessions, "
                        + "clients that break off, attacks and reloads. Prints a line of JSON for each look, and a report. Exit code "
                        + "1: a message was lost, doubled or altered, an honest session failed, sessions or descriptors are left, or "
                        + "memory did not come to a plateau.",
        mixinStandardHelpOptions = true)
public final class SoakCommand implements Callable<Integer> {
    private static final Duration SETTLE = Duration.ofSeconds(30);

    @Option(
            names = "--time",
            paramLabel = "TIME",
            converter = Time.class,
            description = "How long, such as 90s, 10m or 12h (default: 1h).")
    private Duration time = Duration.ofHours(1);

    @Option(
            names = "--interval",
            paramLabel = "TIME",
            converter = Time.class,
            description = "Between two looks (default: 30s).")
    private Duration interval = Duration.ofSeconds(30);

    @Option(
            names = "--reload",
            paramLabel = "TIME",
            converter = Time.class,
            description = "Between two changes of the configuration, about (default: 3m).")
    private Duration reload = Duration.ofMinutes(3);

    @Option(names = "--idle", paramLabel = "N", description = "Idle TLS sessions (default: ${DEFAULT-VALUE}).")
    private int idle = 50;

    @Option(
            names = "--java-options",
            paramLabel = "OPTIONS",
            split = " ",
            description = "Of smtpward's Java (default: ${DEFAULT-VALUE}).")
    private List<String> javaOptions = List.of("-Xmx128m", "-XX:MaxDirectMemorySize=64m");

    @Option(names = "--jar", paramLabel = "FILE", description = "The program (default: that of this source tree).")
    private Path jar = Path.of(System.getProperty("smtpward.bench.root", "."), "target", "smtpward.jar")
            .toAbsolutePath();

    @Option(
            names = "--directory",
            paramLabel = "DIRECTORY",
            description = "Where configuration, certificate and logs go, and stay (default: a temporary one).")
    private Optional<Path> directory = Optional.empty();

    /** A time as people write it. */
    static final class Time implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            return Duration.parse("PT" + text);
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        var plan = new Soak.Plan(time, interval, reload, idle, SETTLE);
        Path base = directory.isPresent()
                ? Files.createDirectories(directory.get().toAbsolutePath())
                : Files.createTempDirectory("smtpward-soak");
        Identity identity = Identity.create(base, Identity.Kind.ECDSA);
        Place behind = Place.prepare(base.resolve("sink"), 0, identity);
        try (Running sink = Running.startSink(behind)) {
            Place place = Place.prepare(base.resolve("smtpward"), sink.address().getPort(), identity);
            String one = configuration(place, 10_000);
            Path file = Files.writeString(place.directory().resolve("smtpward.conf"), one);
            try (Running smtpward = Running.start(command(file), place, "smtpward")) {
                var admin = new InetSocketAddress("127.0.0.1", place.spare());
                SoakReport report = new Soak(smtpward, admin, sink.address())
                        .run(
                                plan,
                                place.directory().resolve("smtpward.log"),
                                Soak.reloading(smtpward, file, one, configuration(place, 9_999)),
                                sample -> print(System.out, sample.json()));
                print(System.out, report.text());
                return report.verdict().isGood() ? 0 : 1;
            }
        } finally {
            if (directory.isEmpty()) {
                Setting.delete(base);
            }
        }
    }

    private static void print(PrintStream out, String text) {
        out.println(text);
        out.flush();
    }

    private List<String> command(Path config) {
        var command = new ArrayList<>(Smtpward.java());
        command.addAll(javaOptions);
        command.addAll(List.of("-jar", jar.toString(), "run", "--config", config.toString()));
        return command;
    }

    /** All defaults, but for a limit that a reload changes. */
    private static String configuration(Place place, int transactions) {
        return Smtpward.configuration(place, "127.0.0.1:" + place.spare())
                + "smtpward.limits { connections = 10000, commands = 100000, transactions = " + transactions + " }\n";
    }
}
