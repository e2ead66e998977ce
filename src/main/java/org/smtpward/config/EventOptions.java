package org.smtpward.config;

/** How matches are reported; {@code file} and {@code syslog} count where {@code log} says so. */
public record EventOptions(EventLog log, EventFormat format, EventFileOptions file, SyslogOptions syslog) {
    static Answer<EventOptions> read(Section events) {
        var log = events.ask("log").word(EventLog.values(), EventLog::label);
        var format = events.ask("format").word(EventFormat.values(), EventFormat::label);
        var file = events.ask("file").section(EventFileOptions::read);
        var syslog = events.ask("syslog").section(SyslogOptions::read);
        return events.assemble(() -> new EventOptions(log.get(), format.get(), file.get(), syslog.get()));
    }
}
