package org.smtpward.events;

import java.io.OutputStream;
import java.nio.file.Path;

/** Where the events go. */
public sealed interface EventDestination {
    /** @param out takes whole lines; must tell when a write failed, as {@code System.out} does not. Never closed here */
    record Stream(OutputStream out) implements EventDestination {}

    /**
     * A file that becomes {@code path.1} when it is full, as that becomes {@code path.2}, and so on.
     *
     * @param maxOctets when it is full; 0: never
     * @param keep how many full ones are kept
     */
    record File(Path path, long maxOctets, int keep) implements EventDestination {}

    /** The datagram socket of this machine's receiver. */
    record LocalSyslog(Path socket, SyslogSender sender) implements EventDestination {}

    /** A datagram for each event (RFC 5426). */
    record UdpSyslog(String host, int port, SyslogSender sender) implements EventDestination {}

    /** One connection for all, each with its length before it (RFC 6587 §3.4.1). */
    record TcpSyslog(String host, int port, SyslogSender sender) implements EventDestination {}
}
