package org.smtpward.probe;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The server to look at, and how.
 *
 * @param implicitTls whether a connection begins with TLS (RFC 8314) instead of the greeting
 * @param source the address to come from, or empty: the system chooses
 * @param hello the name for EHLO
 * @param patience the longest wait for a reply, or for a handshake
 * @param quiet how long nothing must be heard to say that nothing comes
 * @param pause between the end of a connection and the next one
 * @param deliverTo a mailbox of the tester's, behind that server, that may get mail; empty: no mail is ever accepted
 */
public record Target(
        String host,
        int port,
        boolean implicitTls,
        Optional<InetAddress> source,
        String hello,
        Duration patience,
        Duration quiet,
        Duration pause,
        Optional<String> deliverTo) {
    /** Printable, without what would end the path: it becomes part of commands. */
    private static final Pattern MAILBOX =
            Pattern.compile("[!-~&&[^<>\\s,;:\"\\\\]]{1,128}@[A-Za-z0-9.\\[\\]:-]{1,253}");

    private static final Pattern HELLO = Pattern.compile("[A-Za-z0-9.-]{1,253}|\\[[A-Za-z0-9.:]{1,45}]");

    /** What the longest honest dialogue may take, in patiences: servers slow down on errors. */
    private static final int PATIENCES_IN_A_CONVERSATION = 8;

    public Target {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("not a port to connect to: " + port);
        }
        if (!HELLO.matcher(hello).matches()) {
            throw new IllegalArgumentException("not a name for EHLO: " + hello);
        }
        if (deliverTo.isPresent() && !MAILBOX.matcher(deliverTo.get()).matches()) {
            throw new IllegalArgumentException("not a plain mailbox: " + deliverTo.get());
        }
        if (patience.toMillis() < 1 || quiet.toMillis() < 1 || pause.isNegative()) {
            throw new IllegalArgumentException("times must be positive");
        }
    }

    /** The longest that one connection may last, whatever the server does. */
    Duration lifetime() {
        return patience.multipliedBy(PATIENCES_IN_A_CONVERSATION);
    }

    /** The reverse-path of all mail: bounces go to who asked for it, if to anybody. */
    String sender() {
        return deliverTo.orElse("");
    }

    /** As it is written on the command line. */
    public String label() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
