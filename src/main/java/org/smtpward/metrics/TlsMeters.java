package org.smtpward.metrics;

import static org.smtpward.metrics.CounterTable.labels;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Instant;
import java.util.Map;

/** Counts TLS handshakes and tells when certificates expire. */
public final class TlsMeters {
    private final CounterTable handshakes;
    private final MultiGauge expiry;

    TlsMeters(MeterRegistry registry) {
        handshakes = new CounterTable(
                registry,
                MeterName.TLS_HANDSHAKES,
                labels(TlsSide.values(), TlsSide::label),
                labels(TlsProtocol.values(), TlsProtocol::label),
                labels(TlsResult.values(), TlsResult::label));
        expiry = MultiGauge.builder(MeterName.CERTIFICATE_EXPIRY.registered())
                .description(MeterName.CERTIFICATE_EXPIRY.help())
                .register(registry);
    }

    /** A handshake ended; {@code version} is {@link TlsProtocol#NONE} where it was not agreed on. */
    public void handshake(TlsSide side, TlsProtocol version, TlsResult result) {
        handshakes.increment(side, version, result);
    }

    /**
     * The certificates in use are these from now on; called at the start and after each reload.
     *
     * @param notAfter when each expires, by its name in the configuration
     */
    public void certificates(Map<String, Instant> notAfter) {
        expiry.register(
                notAfter.entrySet().stream()
                        .map(certificate -> MultiGauge.Row.of(
                                Tags.of("name", certificate.getKey()),
                                certificate.getValue().getEpochSecond()))
                        .toList(),
                true);
    }
}
