package org.smtpward.bench.flood;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.smtpward.bench.Identity;
import org.smtpward.bench.compare.Setting;
import org.smtpward.bench.contender.Place;
import org.smtpward.bench.contender.Running;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code smtpward-bench floods}: each flood once. */
@Command(
        name = "floods",
        description =
                "Floods smtpward, in a process of its own with bounded memory, in every way that docs/floods.md tells of: what "
                        + "honest sessions notice, how much memory it takes, whether all is given back. Exit code 1: something "
                        + "was not as it should be.",
        mixinStandardHelpOptions = true)
public final class FloodsCommand implements Callable<Integer> {
    @Option(names = "--size", description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Size size = Size.FULL;

    @Option(
            names = "--only",
            paramLabel = "TEXT",
            description = "Those whose name has this in it (default: all of them).")
    private Optional<String> only = Optional.empty();

    @Option(names = "--jar", paramLabel = "FILE", description = "The program (default: that of this source tree).")
    private Path jar = Path.of(System.getProperty("smtpward.bench.root", "."), "target", "smtpward.jar")
            .toAbsolutePath();

    private boolean bad;

    @Override
    public Integer call() throws Exception {
        Path base = Files.createTempDirectory("smtpward-floods");
        Identity identity = Identity.create(base, Identity.Kind.ECDSA);
        try (Running sink = Running.startSink(Place.prepare(base.resolve("sink"), 0, identity))) {
            Place place = Place.prepare(base.resolve("smtpward"), sink.address().getPort(), identity);
            flood(place, sink, size.bounds(), size.floods());
            flood(place, sink, size.fewDescriptors(), List.of(size.ofDescriptors()));
        } finally {
            Setting.delete(base);
        }
        return bad ? 1 : 0;
    }

    private void flood(Place place, Running sink, Ward.Bounds bounds, List<Flood> floods) throws Exception {
        List<Flood> chosen = floods.stream()
                .filter(flood -> only.isEmpty() || flood.name().contains(only.get()))
                .toList();
        if (chosen.isEmpty()) {
            return;
        }
        try (Ward ward = Ward.start(jar, place, bounds)) {
            for (Flood flood : chosen) {
                Outcome outcome = new Trial(ward, sink.address(), size.pace()).run(flood);
                System.out.println(outcome.text());
                bad |= !outcome.faults().isEmpty();
            }
        }
    }
}
