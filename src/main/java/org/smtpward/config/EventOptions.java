package org.smtpward.config;

/**
 * Destination and form of events; {@code file} and {@code syslog} count where {@code log} says so.
 *
 * @param messages whether messages are reported, too
 */
public record EventOptions(
        EventLog log, EventFormat format, Switch messages, EventFileOptions file, SyslogOptions syslog) {
    static Answer<EventOptions> read(Section events) {
        var log = events.ask("log").word(EventLog.values(), EventLog::label);
        var format = events.ask("format").word(EventFormat.values(), EventFormat::label);
        var messages = events.ask("messages").word(Switch.values(), Switch::label);
        var file = events.ask("file").section(EventFileOptions::read);
        var syslog = events.ask("syslog").section(SyslogOptions::read);
        return events.assemble(
                () -> new EventOptions(log.get(), format.get(), messages.get(), file.get(), syslog.get()));
    }
}
