package org.smtpward.bench.compare;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.smtpward.bench.Report;
import org.smtpward.bench.load.Observer;
import org.smtpward.bench.load.Result;

/** Measures something else while a load holds its connections, on the thread that would wait otherwise. */
final class WhileHeld implements Observer {
    private final Callable<Report> measurement;
    private Optional<Report> report = Optional.empty();
    private Optional<Exception> trouble = Optional.empty();

    WhileHeld(Callable<Report> measurement) {
        this.measurement = measurement;
    }

    @Override
    public void opens() {}

    @Override
    public void closes() {}

    @Override
    public void holds() {
        try {
            report = Optional.of(measurement.call());
        } catch (Exception e) {
            trouble = Optional.of(e);
        }
    }

    /** What was measured; {@code held} is what became of the connections, which count as failures if they were not held. */
    Report report(Result held) throws IOException {
        if (trouble.isPresent() || held.errors() > 0 || held.answered() < held.held()) {
            throw new IOException(
                    "held %d, answered %d: %s".formatted(held.held(), held.answered(), held.told()),
                    trouble.orElse(null));
        }
        return report.orElseThrow();
    }
}
