package org.smtpward.bench.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** What was measured with one workload: a sample for each contender and round. */
final class Samples {
    private final Map<String, List<Sample>> samples = new LinkedHashMap<>();

    void add(String contender, Sample sample) {
        samples.computeIfAbsent(contender, name -> new ArrayList<>()).add(sample);
    }

    List<String> contenders() {
        return List.copyOf(samples.keySet());
    }

    double median(String contender, ToDoubleFunction<Sample> figure) {
        return median(of(contender).stream().mapToDouble(figure).toArray());
    }

    /** The median of the ratios within each round: what disturbed a round disturbed both. */
    OptionalDouble ratio(String contender, String reference, ToDoubleFunction<Sample> figure) {
        List<Sample> ours = of(contender);
        List<Sample> theirs = of(reference);
        double[] ratios = IntStream.range(0, Math.min(ours.size(), theirs.size()))
                .filter(round -> figure.applyAsDouble(theirs.get(round)) > 0)
                .mapToDouble(round -> figure.applyAsDouble(ours.get(round)) / figure.applyAsDouble(theirs.get(round)))
                .toArray();
        return ratios.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(median(ratios));
    }

    long failures(String contender) {
        return of(contender).stream()
                .mapToLong(sample -> sample.report().failures())
                .sum();
    }

    private List<Sample> of(String contender) {
        return samples.getOrDefault(contender, List.of());
    }

    static double median(double... figures) {
        double[] sorted = figures.clone();
        java.util.Arrays.sort(sorted);
        int middle = sorted.length / 2;
        if (sorted.length == 0) {
            return 0;
        }
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
