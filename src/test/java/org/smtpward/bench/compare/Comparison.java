package org.smtpward.bench.compare;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.smtpward.bench.Identity;
import org.smtpward.bench.Report;
import org.smtpward.bench.contender.Contender;

/**
 * Measures contenders side by side: each workload for all of them in turn, then the next, over several rounds.
 *
 * @param contenders who
 * @param workloads with what; those that hold connections come last and need a fresh process each time
 * @param rounds how often, with what holds connections twice at most
 * @param warmup before each measurement
 * @param length of each measurement
 * @param prime for each contender before the first round: a JIT compiler needs its time
 */
record Comparison(
        List<Contender> contenders,
        List<Workload> workloads,
        int rounds,
        Duration warmup,
        Duration length,
        Duration prime) {
    private static final int ROUNDS_OF_HOLDING = 2;
    private static final Duration TO_WAKE = Duration.ofSeconds(2);

    /** One that measures something. */
    Comparison {
        if (rounds < 1 || warmup.isNegative() || length.isNegative() || prime.isNegative()) {
            throw new IllegalArgumentException("one round or more, and no negative times");
        }
    }

    /**
     * Runs; blocks.
     *
     * @param directory for configurations and logs
     * @param progress is told what is measured next
     * @param each gets each measurement, with the contender's name
     */
    Map<Workload, Samples> run(Path directory, Consumer<String> progress, BiConsumer<String, Report> each)
            throws IOException, InterruptedException {
        var results = new LinkedHashMap<Workload, Samples>();
        workloads.forEach(workload -> results.put(workload, new Samples()));
        var fields = new EnumMap<Identity.Kind, Field>(Identity.Kind.class);
        try {
            for (Workload workload : workloads) {
                if (!fields.containsKey(workload.identity())) {
                    fields.put(workload.identity(), Field.open(directory, workload.identity()));
                    for (Contender contender : contenders) {
                        fields.get(workload.identity()).start(contender);
                    }
                }
            }
            prime(fields, progress);
            for (int round = 0; round < rounds; round++) {
                for (Workload workload : workloads) {
                    if (workload.holds()) {
                        continue;
                    }
                    progress.accept("round " + (round + 1) + " of " + rounds + ": " + workload.name());
                    for (Contender contender : inTurn(workload, round)) {
                        Report report = fields.get(workload.identity()).measure(contender, workload, warmup, length);
                        results.get(workload).add(contender.name(), new Sample(workload, report));
                        each.accept(contender.name(), report);
                    }
                }
            }
            for (Workload workload : workloads) {
                for (int round = 0; workload.holds() && round < Math.min(rounds, ROUNDS_OF_HOLDING); round++) {
                    for (Contender contender : inTurn(workload, round)) {
                        progress.accept("round " + (round + 1) + ": " + workload.name() + ", " + contender.name());
                        Report report = hold(fields.get(workload.identity()), contender, workload);
                        results.get(workload).add(contender.name(), new Sample(workload, report));
                        each.accept(contender.name(), report);
                    }
                }
            }
        } finally {
            fields.values().forEach(Field::close);
        }
        return results;
    }

    /** Everybody that can, and everybody first once. */
    private List<Contender> inTurn(Workload workload, int round) {
        var able = new ArrayList<>(contenders.stream()
                .filter(contender ->
                        workload.security() != org.smtpward.bench.load.Security.PLAIN || contender.servesInTheClear())
                .toList());
        Collections.rotate(able, -round);
        return able;
    }

    private void prime(Map<Identity.Kind, Field> fields, Consumer<String> progress)
            throws IOException, InterruptedException {
        List<Workload> busy =
                workloads.stream().filter(workload -> !workload.holds()).toList();
        for (Workload workload : prime.isZero() ? List.<Workload>of() : busy) {
            progress.accept("warming up: " + workload.name());
            for (Contender contender : inTurn(workload, 0)) {
                fields.get(workload.identity())
                        .measure(contender, workload, Duration.ZERO, prime.dividedBy(busy.size()));
            }
        }
    }

    /** Of a fresh process, for memory that was needed once is seldom given back; but one that has done its first steps. */
    private Report hold(Field field, Contender contender, Workload workload) throws IOException, InterruptedException {
        field.restart(contender);
        Workload first = Workload.all().get(0);
        field.measure(
                contender, first.name(), first.plan(field.running(contender).address(), Duration.ZERO, TO_WAKE));
        return field.measure(contender, workload, Duration.ZERO, length);
    }
}
