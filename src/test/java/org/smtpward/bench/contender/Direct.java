package org.smtpward.bench.contender;

import java.util.List;
import java.util.Optional;

/** No proxy: the load speaks with the sink, which ends TLS itself. What everything costs without anything between. */
public record Direct() implements Contender {
    @Override
    public String name() {
        return "direct";
    }

    @Override
    public Optional<String> missing() {
        return Optional.empty();
    }

    @Override
    public List<String> command(Place place) {
        return SinkProcess.command(place.port(), place.identity());
    }
}
