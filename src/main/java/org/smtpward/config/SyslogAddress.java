package org.smtpward.config;

import java.nio.file.Path;

/** Where a syslog receiver is. */
public sealed interface SyslogAddress {
    /** What {@link #parse} takes, in words for an operator. */
    String EXPECTED = "unix:/dev/log, \"udp://HOST:PORT\" or \"tcp://HOST:PORT\"";

    /** On this machine: the datagram socket that programs log to. */
    record Local(Path socket) implements SyslogAddress {
        /** What the kernel takes for the path of a socket. */
        private static final int MAX_OCTETS = 107;

        public Local {
            if (!socket.isAbsolute() || socket.toString().length() > MAX_OCTETS) {
                throw new IllegalArgumentException("not the path of a socket: " + socket);
            }
        }
    }

    /** A message is a datagram (RFC 5426). */
    record Udp(HostPort receiver) implements SyslogAddress {}

    /** Messages in one connection, each with its length before it (RFC 6587 §3.4.1). */
    record Tcp(HostPort receiver) implements SyslogAddress {}

    /** As it is written in the configuration. */
    static SyslogAddress parse(String text) {
        if (text.startsWith("unix:")) {
            return new Local(Path.of(text.substring("unix:".length())));
        }
        if (text.startsWith("udp://")) {
            return new Udp(HostPort.parseTarget(text.substring("udp://".length())));
        }
        if (text.startsWith("tcp://")) {
            return new Tcp(HostPort.parseTarget(text.substring("tcp://".length())));
        }
        throw new IllegalArgumentException("not a syslog receiver: " + text);
    }
}
