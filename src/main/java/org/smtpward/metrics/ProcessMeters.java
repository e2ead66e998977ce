package org.smtpward.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import java.util.concurrent.TimeUnit;

/** Tells how the process itself is: memory, garbage collection, threads, processor, descriptors, event loops. */
public final class ProcessMeters implements AutoCloseable {
    private final Timer eventLoopLag;
    private final JvmGcMetrics garbageCollection = new JvmGcMetrics();

    ProcessMeters(MeterRegistry registry) {
        eventLoopLag = Histograms.eventLoopLag(registry);
        garbageCollection.bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
    }

    /**
     * An event loop ran a periodic task {@code nanos} later than it was due. To be called by a task on every event loop,
     * a few times a second: a loop that is blocked says so when it comes back.
     */
    public void onEventLoopLag(long nanos) {
        // A timer may fire a little early, and Micrometer leaves out negative durations.
        eventLoopLag.record(Math.max(nanos, 0), TimeUnit.NANOSECONDS);
    }

    /** Stops listening to the garbage collector. */
    @Override
    public void close() {
        garbageCollection.close();
    }
}
