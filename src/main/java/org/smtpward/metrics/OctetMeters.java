package org.smtpward.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/** Counts octets on each leg. Called for every buffer, so the adders are all there is on that path. */
public final class OctetMeters {
    private final LongAdder[] octets =
            Stream.generate(LongAdder::new).limit(Leg.values().length).toArray(LongAdder[]::new);

    OctetMeters(MeterRegistry registry) {
        Arrays.stream(Leg.values()).forEach(leg -> FunctionCounter.builder(
                        MeterName.OCTETS.registered(), octets[leg.ordinal()], LongAdder::sum)
                .description(MeterName.OCTETS.help())
                .tag("leg", leg.label())
                .register(registry));
    }

    /** {@code count} more octets passed on {@code leg}. */
    public void add(Leg leg, long count) {
        octets[leg.ordinal()].add(count);
    }
}
