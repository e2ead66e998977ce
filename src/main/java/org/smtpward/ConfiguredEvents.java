package org.smtpward;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.InstantSource;
import java.util.Optional;
import org.smtpward.config.Configuration;
import org.smtpward.config.EventOptions;
import org.smtpward.config.SyslogAddress;
import org.smtpward.config.SyslogOptions;
import org.smtpward.events.EventDestination;
import org.smtpward.events.EventFormat;
import org.smtpward.events.EventLog;
import org.smtpward.events.Observer;
import org.smtpward.events.SyslogSender;

/** The event log that a configuration asks for. */
final class ConfiguredEvents {
    private ConfiguredEvents() {}

    /** One that is not open yet; none if nobody wants events. */
    static Optional<EventLog> of(Configuration configuration, OutputStream stdout, Runnable onDropped) {
        var observer =
                new Observer(configuration.proxy().hostname(), Build.current().version());
        EventOptions options = configuration.events();
        EventFormat format =
                switch (options.format()) {
                    case ECS -> EventFormat.ECS;
                    case TEXT -> EventFormat.TEXT;
                };
        return destination(options, observer, stdout)
                .map(destination -> new EventLog(
                        destination, format, observer, EventLog.DEFAULT_CAPACITY, InstantSource.system(), onDropped));
    }

    /** Why no event could ever be written, if it is so. */
    static Optional<String> open(EventLog log) {
        try {
            log.open();
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("events cannot be written: " + words(e));
        }
    }

    private static Optional<EventDestination> destination(
            EventOptions options, Observer observer, OutputStream stdout) {
        return switch (options.log()) {
            case NONE -> Optional.empty();
            case STDOUT -> Optional.of(new EventDestination.Stream(stdout));
            case FILE ->
                Optional.of(new EventDestination.File(
                        options.file().path(),
                        options.file().maxOctets(),
                        options.file().keep()));
            case SYSLOG -> Optional.of(syslog(options.syslog(), observer));
        };
    }

    private static EventDestination syslog(SyslogOptions options, Observer observer) {
        var sender = new SyslogSender(
                observer.name(),
                options.facility().code(),
                options.appName(),
                ProcessHandle.current().pid());
        return switch (options.address()) {
            case SyslogAddress.Local local -> new EventDestination.LocalSyslog(local.socket(), sender);
            case SyslogAddress.Udp udp ->
                new EventDestination.UdpSyslog(
                        udp.receiver().host(), udp.receiver().port(), sender);
            case SyslogAddress.Tcp tcp ->
                new EventDestination.TcpSyslog(
                        tcp.receiver().host(), tcp.receiver().port(), sender);
        };
    }

    /** The JDK's message for these is only the path. */
    private static String words(IOException e) {
        return switch (e) {
            case NoSuchFileException none -> none.getFile() + ": no such directory";
            case AccessDeniedException denied -> denied.getFile() + ": permission denied";
            default -> String.valueOf(e.getMessage());
        };
    }
}
