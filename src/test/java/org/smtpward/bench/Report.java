package org.smtpward.bench;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Optional;
import org.smtpward.bench.load.Ledger;
import org.smtpward.bench.load.Result;
import org.smtpward.bench.measure.Cost;
import org.smtpward.bench.measure.Meter;

/**
 * What came of one load: for programs, and for people.
 *
 * @param work what it did
 * @param result what the load saw
 * @param meter what it cost
 * @param books what the sink got, if it was asked
 */
public record Report(String work, Result result, Meter meter, Optional<Ledger.Reconciliation> books) {
    /** Connections that failed, were not there at the end, and messages that were lost, doubled or altered. */
    public long failures() {
        return result.errors()
                + result.held()
                - result.answered()
                + books.map(found -> found.lost() + found.doubled() + found.altered())
                        .orElse(0L);
    }

    /** CPU time of {@code part} for each unit, in microseconds. */
    public double microsPerUnit(Duration part) {
        return part.toNanos() / 1e3 / Math.max(1, result.units());
    }

    /** CPU time in percent of one core while units counted. */
    public double percent(Duration part) {
        return result.time().isZero()
                ? 0
                : 100.0 * part.toNanos() / result.time().toNanos();
    }

    /** Octets of memory that each held connection took. */
    public double residentPerHeld() {
        return (double) (meter.after().resident() - meter.before().resident()) / Math.max(1, result.held());
    }

    /** One line. */
    public String json() {
        Cost cost = meter.cost();
        var json = new JsonObject()
                .put("work", work)
                .put("seconds", rounded(result.time().toNanos() / 1e9))
                .put("units", result.units())
                .put("rate", rounded(result.rate()))
                .put("mb_per_s", rounded(result.megabytesPerSecond()))
                .put("p50_us", micros(result.p50()))
                .put("p99_us", micros(result.p99()))
                .put("p999_us", micros(result.p999()))
                .put("sessions", result.sessions())
                .put("handshakes", result.handshakes())
                .put("resumed", result.resumed())
                .put("held", result.held())
                .put("answered", result.answered())
                .put("cpu_us_per_unit", rounded(microsPerUnit(cost.contender())))
                .put("cpu_sink_us_per_unit", rounded(microsPerUnit(cost.sink())))
                .put("cpu_load_us_per_unit", rounded(microsPerUnit(cost.self())))
                .put("cpu_load_percent", rounded(percent(cost.self())))
                .put("cpu_others_percent", rounded(percent(cost.others())))
                .put("rss_before", meter.before().resident())
                .put("rss_after", meter.after().resident())
                .put("pss_after", meter.after().proportional())
                .put("slow_closes", result.slowCloses())
                .put("errors", result.errors());
        books.ifPresent(found -> json.put("accepted", found.accepted())
                .put("unanswered", found.unanswered())
                .put("lost", found.lost())
                .put("doubled", found.doubled())
                .put("altered", found.altered()));
        return json.put("failures", failures()).encode();
    }

    /** Some lines. */
    public String text() {
        var text = new StringBuilder("%s: %,d in %.1f s, %,.1f a second, half within %s, 99 %% within %s"
                .formatted(
                        work,
                        result.units(),
                        result.time().toNanos() / 1e9,
                        result.rate(),
                        Figures.time(result.p50()),
                        Figures.time(result.p99())));
        if (result.octetsPerUnit() > 0) {
            text.append(", %,.1f MB/s".formatted(result.megabytesPerSecond()));
        }
        text.append("%n  CPU a unit: server %,.1f µs, sink %,.1f µs, load %,.1f µs (%.0f %% of a core), others %.0f %%"
                .formatted(
                        microsPerUnit(meter.cost().contender()),
                        microsPerUnit(meter.cost().sink()),
                        microsPerUnit(meter.cost().self()),
                        percent(meter.cost().self()),
                        percent(meter.cost().others())));
        if (result.handshakes() > 0) {
            text.append("%n  %,d TLS handshakes, %,d of them resumed".formatted(result.handshakes(), result.resumed()));
        }
        if (result.held() > 0) {
            text.append("%n  %,d connections held, %,d answered, %,.1f KiB each"
                    .formatted(result.held(), result.answered(), residentPerHeld() / 1024));
        }
        books.ifPresent(found -> text.append("%n  ".formatted()).append(found.text()));
        if (result.errors() > 0) {
            text.append("%n  %,d errors, the first: %s".formatted(result.errors(), result.told()));
        }
        return text.toString();
    }

    private static double micros(Duration time) {
        return rounded(time.toNanos() / 1e3);
    }

    private static double rounded(double number) {
        return Math.round(number * 100) / 100.0;
    }
}
