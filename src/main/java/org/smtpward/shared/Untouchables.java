package org.smtpward.shared;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.smtpward.config.BackendOptions;
import org.smtpward.config.Configuration;
import org.smtpward.config.HostPort;
import org.smtpward.config.ListenerOptions;
import org.smtpward.config.Network;
import org.smtpward.network.OwnAddresses;

/**
 * Whom no ban hits, whatever stands in Redis: this machine, which asks itself whether it is well; proxies before us, behind
 * which everybody would be shut out; the backend, and addresses as which we ask it whether it relays; whom limits exempt.
 */
public final class Untouchables {
    private final List<Untouchable> all;

    private record Untouchable(Network network, String why) {}

    private Untouchables(List<Untouchable> all) {
        this.all = List.copyOf(all);
    }

    /** Those of a configuration, and of the machine that it is for. */
    public static Untouchables of(Configuration configuration) {
        var all = new ArrayList<Untouchable>();
        all.add(new Untouchable(Network.parse("127.0.0.0/8"), "loopback"));
        all.add(new Untouchable(Network.parse("::1"), "loopback"));
        for (Network network : configuration.limits().admission().exemptNetworks()) {
            all.add(new Untouchable(network, "limits.exempt-networks"));
        }
        for (ListenerOptions listener : configuration.listeners()) {
            for (Network network : listener.trustedProxies()) {
                all.add(new Untouchable(network, "trusted-proxies of the listener " + listener.name()));
            }
        }
        addBackend(all, configuration.backend());
        OwnAddresses.all().forEach(address -> all.add(one(address, "this machine's own")));
        return new Untouchables(all);
    }

    private static void addBackend(List<Untouchable> all, BackendOptions backend) {
        Stream.concat(Stream.of(backend.address()), backend.ipv6Address().stream())
                .map(HostPort::literal)
                .flatMap(Optional::stream)
                .forEach(address -> all.add(one(address, "backend.address")));
        backend.source().address().ifPresent(address -> all.add(one(address, "backend.source.address")));
        backend.source().classes().forEach(each -> all.add(one(each.address(), "backend.source.classes")));
        backend.source()
                .probe()
                .addresses()
                .forEach(address -> all.add(one(address, "backend.source.probe.addresses")));
    }

    private static Untouchable one(InetAddress address, String why) {
        InetAddress plain = Network.plain(address);
        return new Untouchable(new Network(plain, plain.getAddress().length * Byte.SIZE), why);
    }

    /** Whether no ban hits {@code address}. */
    boolean have(InetAddress address) {
        return all.stream().anyMatch(each -> each.network.contains(address));
    }

    /** Who stands in the way of a ban of {@code network}, in words for the operator. */
    public Optional<String> inTheWayOf(Network network) {
        return all.stream()
                .filter(each -> overlap(each.network, network))
                .findFirst()
                .map(each -> "%s (%s)".formatted(each.network, each.why));
    }

    private static boolean overlap(Network one, Network other) {
        return one.prefixLength() <= other.prefixLength() ? one.contains(other.first()) : other.contains(one.first());
    }
}
