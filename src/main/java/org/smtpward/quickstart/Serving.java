package org.smtpward.quickstart;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.smtpward.sendmail.DaemonPort;

/**
 * Where sendmail serves a port, as hosts of smtpward's listener addresses: those that listen now, else those of sendmail.cf.
 *
 * @param port of TCP
 * @param hosts such as 0.0.0.0, [::] or [2001:db8::25]; empty: not served
 * @param ipv6 whether clients with IPv6 are served
 * @param daemons of sendmail.cf at this port
 */
record Serving(int port, List<String> hosts, boolean ipv6, List<DaemonPort> daemons) {
    /** An address or a host's name: what else a file may say is not for a configuration. */
    private static final Pattern PLAIN = Pattern.compile("[0-9A-Za-z:.-]{1,255}");

    Serving {
        hosts = List.copyOf(hosts);
        daemons = List.copyOf(daemons);
    }

    static Serving of(Host host, int port) {
        List<DaemonPort> daemons = host.sendmail().cf().daemons().stream()
                .filter(daemon -> daemon.port() == port && !daemon.unix())
                .toList();
        List<ListeningSocket> sockets = host.sockets().stream()
                .filter(socket -> socket.port() == port && isSendmail(socket))
                .toList();
        Set<String> addresses = new LinkedHashSet<>();
        if (sockets.isEmpty()) {
            daemons.forEach(daemon ->
                    addresses.add(daemon.isEveryAddress() ? (daemon.inet6() ? "::" : "0.0.0.0") : daemon.address()));
        } else {
            sockets.forEach(socket -> addresses.add(socket.address()));
        }
        addresses.removeIf(address -> !PLAIN.matcher(address).matches());
        boolean ipv6 = addresses.stream().anyMatch(address -> address.contains(":") && !address.equals("::1"));
        return new Serving(port, hosts(addresses), ipv6, daemons);
    }

    /** Debian renames it; systemd may hold its socket. */
    private static boolean isSendmail(ListeningSocket socket) {
        return socket.program().isEmpty()
                || socket.program().startsWith("sendmail")
                || socket.program().startsWith("sm-mta");
    }

    /** {@code [::]} takes both families, as Linux has it. */
    private static List<String> hosts(Set<String> addresses) {
        if (addresses.contains("::")) {
            return List.of("[::]");
        }
        var hosts = new ArrayList<String>();
        boolean all = addresses.contains("0.0.0.0");
        for (String address : addresses) {
            if (address.contains(":")) {
                hosts.add("[" + address + "]");
            } else if (!all || address.equals("0.0.0.0")) {
                hosts.add(address.equals("localhost") ? "127.0.0.1" : address);
            }
        }
        return hosts;
    }

    boolean isServed() {
        return !hosts.isEmpty();
    }

    /** Only for programs of this machine. */
    boolean isLoopback() {
        return hosts.stream().allMatch(host -> host.startsWith("127.") || host.equals("[::1]"));
    }

    boolean hasImplicitTls() {
        return daemons.stream().anyMatch(DaemonPort::hasImplicitTls);
    }

    boolean demandsAuth() {
        return daemons.stream().anyMatch(DaemonPort::demandsAuth);
    }
}
