package org.smtpward.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * The counters of one meter whose labels all are enums: one for every combination, made at once. So each series exists
 * at 0 before anything happens, which is what lets an alert see the first match, and counting is an array access.
 */
final class CounterTable {
    private final Counter[] counters;
    /** How many values the second and the third label have; 1 where there is no such label. */
    private final int second;

    private final int third;

    /** {@code values} has the values of each label of {@code meter}, by ordinal: one to three labels. */
    @SafeVarargs
    CounterTable(MeterRegistry registry, MeterName meter, List<String>... values) {
        this.second = values.length > 1 ? values[1].size() : 1;
        this.third = values.length > 2 ? values[2].size() : 1;
        this.counters = combinations(List.of(values)).stream()
                .map(combination -> counter(registry, meter, combination))
                .toArray(Counter[]::new);
    }

    /** The label values of an enum, in the order of its ordinals. */
    static <E extends Enum<E>> List<String> labels(E[] values, Function<E, String> label) {
        return Arrays.stream(values).map(label).toList();
    }

    void increment(Enum<?> a) {
        counters[a.ordinal()].increment();
    }

    void increment(Enum<?> a, Enum<?> b) {
        counters[a.ordinal() * second + b.ordinal()].increment();
    }

    void increment(Enum<?> a, Enum<?> b, Enum<?> c) {
        counters[(a.ordinal() * second + b.ordinal()) * third + c.ordinal()].increment();
    }

    /** How often the first label had this value. */
    long count(Enum<?> a) {
        return sum(a.ordinal() * second * third, second * third);
    }

    /** How often the first two labels had these values. */
    long count(Enum<?> a, Enum<?> b) {
        return sum((a.ordinal() * second + b.ordinal()) * third, third);
    }

    private long sum(int from, int length) {
        double sum = 0;
        for (int i = from; i < from + length; i++) {
            sum += counters[i].count();
        }
        return (long) sum;
    }

    /** All combinations; the last label changes fastest. */
    private static List<List<String>> combinations(List<List<String>> values) {
        List<List<String>> all = List.of(List.of());
        for (List<String> ofOneLabel : values) {
            var longer = new ArrayList<List<String>>();
            for (List<String> combination : all) {
                for (String value : ofOneLabel) {
                    var extended = new ArrayList<>(combination);
                    extended.add(value);
                    longer.add(extended);
                }
            }
            all = longer;
        }
        return all;
    }

    private static Counter counter(MeterRegistry registry, MeterName meter, List<String> values) {
        var tags = new ArrayList<Tag>();
        for (int i = 0; i < values.size(); i++) {
            tags.add(Tag.of(meter.labels().get(i), values.get(i)));
        }
        return Counter.builder(meter.registered())
                .description(meter.help())
                .tags(tags)
                .register(registry);
    }
}
