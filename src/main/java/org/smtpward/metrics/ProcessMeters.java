package org.smtpward.metrics;

import com.sun.management.OperatingSystemMXBean;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;

/** Tells how the process itself is: memory, garbage collection, threads, processor, descriptors, event loops. */
public final class ProcessMeters implements AutoCloseable {
    private static final double NANOS_PER_SECOND = 1e9;

    private final Timer eventLoopLag;
    private final JvmGcMetrics garbageCollection = new JvmGcMetrics();

    /** Micrometer counts the processor's time in nanoseconds; in Prometheus' world it is seconds, which we count ourselves. */
    static MeterFilter baseUnits() {
        return MeterFilter.deny(id -> id.getName().equals("process.cpu.time"));
    }

    /** @param registry has {@link #baseUnits} */
    ProcessMeters(MeterRegistry registry) {
        eventLoopLag = Histograms.eventLoopLag(registry);
        garbageCollection.bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
            FunctionCounter.builder("process.cpu", system, of -> of.getProcessCpuTime() / NANOS_PER_SECOND)
                    .baseUnit("seconds")
                    .description("Time that the process has spent on processors.")
                    .register(registry);
        }
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
