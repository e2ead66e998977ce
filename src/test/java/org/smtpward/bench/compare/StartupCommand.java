package org.smtpward.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.smtpward.bench.Figures;
import org.smtpward.bench.Identity;
import org.smtpward.bench.contender.Place;
import org.smtpward.bench.contender.Running;
import org.smtpward.bench.contender.Smtpward;
import org.smtpward.bench.measure.Memory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code smtpward-bench startup}: time to listening and memory without a session, with and without what Java keeps. */
@Command(
        name = "startup",
        description =
                "Starts smtpward again and again, with the status page, a certificate and a backend: how long until it "
                        + "listens, how much memory it has then and no session. Once as it is, once with a cache of what its start "
                        + "loads and links (Java 25: AOT cache; before: class data archive), which it makes first.",
        mixinStandardHelpOptions = true)
public final class StartupCommand implements Callable<Integer> {
    private static final int AOT_CACHES_SINCE = 25;

    @Option(names = "--starts", paramLabel = "N", description = "Of each kind (default: ${DEFAULT-VALUE}).")
    private int starts = 11;

    @Option(
            names = "--settle",
            paramLabel = "S",
            description = "Seconds before memory is looked at (default: ${DEFAULT-VALUE}).")
    private double settle = 3;

    @Option(
            names = "--java-options",
            paramLabel = "OPTIONS",
            split = " ",
            description = "More for Java, such as -Xmx64m.")
    private List<String> javaOptions = List.of();

    /** One kind of start. */
    private record Kind(String name, List<String> options, List<Double> millis, List<Double> mebibytes) {
        Kind(String name, List<String> options) {
            this(name, options, new ArrayList<>(), new ArrayList<>());
        }

        double medianMillis() {
            return Samples.median(
                    millis.stream().mapToDouble(Double::doubleValue).toArray());
        }

        double medianMebibytes() {
            return Samples.median(
                    mebibytes.stream().mapToDouble(Double::doubleValue).toArray());
        }

        double bestMillis() {
            return millis.stream().mapToDouble(Double::doubleValue).min().orElse(0);
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path directory = Setting.directory();
        Identity identity = Identity.create(directory, Identity.Kind.ECDSA);
        Place behind = Place.prepare(directory.resolve("sink"), 0, identity);
        try (Running sink = Running.startSink(behind)) {
            Place place =
                    Place.prepare(directory.resolve("smtpward"), sink.address().getPort(), identity);
            Path config = Files.writeString(
                    place.directory().resolve("startup.conf"),
                    Smtpward.configuration(place, "127.0.0.1:" + place.spare()));
            boolean aot = Runtime.version().feature() >= AOT_CACHES_SINCE;
            Path cache = directory.resolve("cache");
            var kinds = List.of(
                    new Kind("as it is", List.of()),
                    new Kind(
                            aot ? "AOT cache" : "class data archive",
                            List.of((aot ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + cache)),
                    new Kind(
                            "the same, heap of 64 MiB",
                            List.of((aot ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + cache, "-Xmx64m")),
                    new Kind(
                            "the same, compiled by C1 alone",
                            List.of(
                                    (aot ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + cache,
                                    "-Xmx64m",
                                    "-XX:TieredStopAtLevel=1")));
            System.err.println("making the cache ...");
            start(place, config, List.of((aot ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=") + cache))
                    .close();
            if (!Files.exists(cache)) {
                throw new IOException("Java made no cache: "
                        + Files.readString(place.directory().resolve("smtpward.log")));
            }
            for (int round = 0; round < starts; round++) {
                for (Kind kind : kinds) {
                    measure(place, config, kind);
                }
                System.err.println("start " + (round + 1) + " of " + starts);
            }
            print(kinds, Files.size(cache));
        } finally {
            Setting.delete(directory);
        }
        return 0;
    }

    private void measure(Place place, Path config, Kind kind) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        try (Running running = start(place, config, kind.options())) {
            kind.millis().add((System.nanoTime() - begin) / 1e6);
            TimeUnit.MILLISECONDS.sleep((long) (settle * 1000));
            Memory memory = running.tree().memory();
            kind.mebibytes().add(memory.resident() / 1048576.0);
        }
    }

    private Running start(Place place, Path config, List<String> options) throws IOException {
        var command = new ArrayList<>(Smtpward.java());
        command.addAll(javaOptions);
        command.addAll(options);
        command.addAll(List.of("-jar", Setting.jar().toString(), "run", "--config", config.toString()));
        return Running.start(command, place, "smtpward");
    }

    private void print(List<Kind> kinds, long cacheOctets) throws IOException {
        System.out.printf(
                "%s; medians of %d starts; the cache has %s MB.%n%n",
                Setting.conditions(), starts, Figures.number(cacheOctets / 1e6));
        var table = new MarkdownTable("smtpward", "to listening, ms", "best", "÷ as it is", "RSS MiB, no session");
        for (Kind kind : kinds) {
            table.row(
                    kind.name(),
                    "%,.0f".formatted(kind.medianMillis()),
                    "%,.0f".formatted(kind.bestMillis()),
                    Figures.number(kind.medianMillis() / kinds.get(0).medianMillis()),
                    Figures.number(kind.medianMebibytes()));
        }
        System.out.println(table);
    }
}
