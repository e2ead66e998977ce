package org.smtpward.bench;

import java.time.Duration;

/** Numbers as people read them: three digits that mean something. */
public final class Figures {
    private Figures() {}

    /** A number without unit. */
    public static String number(double number) {
        double size = Math.abs(number);
        return (size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f").formatted(number);
    }

    /** A time, in µs or ms or s. */
    public static String time(Duration time) {
        double micros = time.toNanos() / 1e3;
        return micros >= 1e6
                ? number(micros / 1e6) + " s"
                : micros >= 1e3 ? number(micros / 1e3) + " ms" : "%.0f µs".formatted(micros);
    }
}
