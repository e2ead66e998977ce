package org.smtpward.bench.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;

/**
 * What smtpward says of itself at {@code /metrics}.
 *
 * @param series value by name with labels, as the text format writes them
 */
public record Meters(Map<String, Double> series) {
    private static final int PATIENCE_MILLIS = 10_000;

    /** Its own map. */
    public Meters {
        series = Map.copyOf(series);
    }

    /** Asks the admin server there. */
    public static Meters of(InetSocketAddress admin) throws IOException {
        var connection = URI.create("http://" + admin.getHostString() + ":" + admin.getPort() + "/metrics")
                .toURL()
                .openConnection();
        connection.setConnectTimeout(PATIENCE_MILLIS);
        connection.setReadTimeout(PATIENCE_MILLIS);
        try (var in = connection.getInputStream()) {
            return parse(new String(in.readAllBytes(), UTF_8));
        }
    }

    static Meters parse(String text) {
        var series = new HashMap<String, Double>();
        text.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            int blank = line.lastIndexOf(' ');
            series.put(line.substring(0, blank), Double.parseDouble(line.substring(blank + 1)));
        });
        return new Meters(series);
    }

    /** The sum of all series of that name that have these labels, written as {@code name="value"}. */
    public double sum(String name, String... labels) {
        return series.entrySet().stream()
                .filter(entry -> entry.getKey().equals(name) || entry.getKey().startsWith(name + "{"))
                .filter(entry -> java.util.Arrays.stream(labels).allMatch(entry.getKey()::contains))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }
}
