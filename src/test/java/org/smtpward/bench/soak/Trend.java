package org.smtpward.bench.soak;

import java.time.Duration;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Whether a figure grows, seen over many samples. */
record Trend(List<Sample> samples, ToDoubleFunction<Sample> figure) {
    private static final Duration WARMUP = Duration.ofMinutes(10);
    private static final int ENOUGH = 16;

    Trend {
        samples = List.copyOf(samples);
    }

    /** Per hour, by least squares, without the first ten minutes, or a sixth of a shorter time. */
    double slopePerHour() {
        Duration length = samples.get(samples.size() - 1).at();
        Duration warmup = length.compareTo(WARMUP.multipliedBy(6)) < 0 ? length.dividedBy(6) : WARMUP;
        List<Sample> warm = samples.stream()
                .filter(sample -> sample.at().compareTo(warmup) >= 0)
                .toList();
        double meanTime = warm.stream().mapToDouble(Trend::hours).average().orElse(0);
        double mean = warm.stream().mapToDouble(figure).average().orElse(0);
        double product = 0;
        double square = 0;
        for (Sample sample : warm) {
            double time = hours(sample) - meanTime;
            product += time * (figure.applyAsDouble(sample) - mean);
            square += time * time;
        }
        return square == 0 ? 0 : product / square;
    }

    /** Whether there are enough samples to tell a plateau. */
    boolean isLongEnough() {
        return samples.size() >= ENOUGH;
    }

    /** The median of one quarter of the time: 1 to 4. */
    double median(int quarter) {
        int begin = samples.size() * (quarter - 1) / 4;
        int end = Math.max(begin + 1, samples.size() * quarter / 4);
        double[] figures = samples.subList(begin, end).stream()
                .mapToDouble(figure)
                .sorted()
                .toArray();
        return figures[figures.length / 2];
    }

    /** Whether the last quarter is no higher than the second, but for so much of it and so much more. */
    boolean isPlateau(double share, double more) {
        return median(4) <= median(2) * (1 + share) + more;
    }

    private static double hours(Sample sample) {
        return sample.at().toMillis() / 3.6e6;
    }
}
