package org.smtpward.metrics;

import java.util.Locale;

/** What kind of number a meter is, in Prometheus' words. */
public enum MeterType {
    /** Only ever grows. */
    COUNTER,
    /** Goes up and down. */
    GAUGE,
    /** Durations, counted in buckets; {@code _max} beside it is the longest of the last minutes. */
    HISTOGRAM,
    /** Always 1: the labels are what it says. A gauge to readers of the plain text format. */
    INFO;

    /** The word in the documentation. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
