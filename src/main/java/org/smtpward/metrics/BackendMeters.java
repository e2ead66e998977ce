package org.smtpward.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/** Tells how connecting to the backend goes. */
public final class BackendMeters {
    private final Timer connect;
    private volatile boolean up;

    BackendMeters(MeterRegistry registry) {
        this.connect = Histograms.backendConnect(registry);
        Gauge.builder(MeterName.BACKEND_UP.registered(), () -> up ? 1 : 0)
                .description(MeterName.BACKEND_UP.help())
                .register(registry);
    }

    /** A connection stands, which took {@code duration}. */
    public void connected(Duration duration) {
        connect.record(duration);
        up = true;
    }

    /** Connecting failed. */
    public void connectFailed() {
        up = false;
    }
}
