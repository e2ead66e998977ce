package org.smtpward.config;

/** How matches are reported. */
public record EventOptions(EventLog log) {
    static Answer<EventOptions> read(Section events) {
        var log = events.ask("log").word(EventLog.values(), EventLog::label);
        events.ask("format").only("ecs");
        return events.assemble(() -> new EventOptions(log.get()));
    }
}
