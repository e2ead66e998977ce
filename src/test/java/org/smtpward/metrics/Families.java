package org.smtpward.metrics;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** A scrape in Prometheus' text format, taken apart: what a test asks of it. */
public final class Families {
    private static final Pattern SAMPLE = Pattern.compile("([a-z0-9_]+)(?:\\{(.*)})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"([^\"]*)\"");

    private final Map<String, String> types = new LinkedHashMap<>();
    private final Map<String, String> helps = new HashMap<>();
    private final Map<String, Double> samples = new LinkedHashMap<>();

    public Families(String text) {
        for (String line : text.lines().toList()) {
            if (line.startsWith("# TYPE ")) {
                String[] words = line.split(" ", 4);
                types.put(words[2], words[3]);
            } else if (line.startsWith("# HELP ")) {
                String[] words = line.split(" ", 4);
                helps.put(words[2], words.length > 3 ? words[3] : "");
            } else if (!line.startsWith("#")) {
                var sample = SAMPLE.matcher(line);
                if (!sample.matches()) {
                    throw new AssertionError("not a sample: " + line);
                }
                String labels = sample.group(2) == null ? "" : '{' + sample.group(2) + '}';
                samples.put(sample.group(1) + labels, Double.valueOf(sample.group(3)));
            }
        }
    }

    static Families of(Meters meters) {
        return new Families(meters.scrape("").body());
    }

    /** Family name to type. */
    Map<String, String> types() {
        return types;
    }

    /** Family name to help text. */
    Map<String, String> helps() {
        return helps;
    }

    /** Each series, written as Prometheus does it, labels in alphabetic order. */
    public Map<String, Double> samples() {
        return samples;
    }

    double sample(String series) {
        Double value = samples.get(series);
        if (value == null) {
            throw new AssertionError("no series " + series);
        }
        return value;
    }

    /** The label names of every series of {@code family}, without a histogram's own. */
    List<Set<String>> labelNames(String family) {
        var all = new ArrayList<Set<String>>();
        samples.keySet().stream()
                .filter(series -> series.matches(family + "(_bucket|_count|_sum)?(\\{.*)?"))
                .forEach(series -> {
                    var names = new TreeSet<String>();
                    var label = LABEL.matcher(series);
                    while (label.find()) {
                        names.add(label.group(1));
                    }
                    names.remove("le");
                    all.add(names);
                });
        return all;
    }
}
