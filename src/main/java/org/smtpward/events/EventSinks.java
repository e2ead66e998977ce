package org.smtpward.events;

import java.io.OutputStream;
import java.util.Optional;
import org.smtpward.config.EventOptions;
import org.smtpward.config.SyslogAddress;
import org.smtpward.config.SyslogOptions;

/** The sink that a configuration asks for. */
final class EventSinks {
    private EventSinks() {}

    /** Not open yet; none if nobody wants events. */
    static Optional<EventSink> of(EventOptions options, Observer observer, OutputStream stdout) {
        return switch (options.log()) {
            case NONE -> Optional.empty();
            case STDOUT -> Optional.of(EventSink.to(stdout));
            case FILE ->
                Optional.of(new FileSink(
                        options.file().path(),
                        options.file().maxOctets(),
                        options.file().keep()));
            case SYSLOG -> Optional.of(syslog(options.syslog(), observer));
        };
    }

    private static EventSink syslog(SyslogOptions options, Observer observer) {
        var sender = new SyslogSender(
                observer.name(),
                options.facility().code(),
                options.appName(),
                ProcessHandle.current().pid());
        return switch (options.address()) {
            case SyslogAddress.Local local -> new LocalSyslogSink(local.socket(), sender);
            case SyslogAddress.Udp udp -> new UdpSyslogSink(udp.receiver(), sender);
            case SyslogAddress.Tcp tcp -> new TcpSyslogSink(tcp.receiver(), sender);
        };
    }
}
