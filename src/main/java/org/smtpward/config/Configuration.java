package org.smtpward.config;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Everything that an operator can decide; the meaning of each key stands in {@code reference.conf}. */
public record Configuration(
        ProxyOptions proxy,
        List<ListenerOptions> listeners,
        BackendOptions backend,
        NetworkOptions network,
        TlsOptions tls,
        PolicyOptions policy,
        CommandOptions commands,
        EhloOptions ehlo,
        RewriteOptions rewrite,
        LimitOptions limits,
        SharedOptions shared,
        EventOptions events,
        AdminOptions admin) {

    public Configuration {
        listeners = List.copyOf(listeners);
        if (listeners.isEmpty()) {
            throw new InvalidOption("listeners", "at least one listener is needed");
        }
        Set<String> names = new HashSet<>();
        Set<HostPort> addresses = new HashSet<>();
        if (backend.source().classes().stream().anyMatch(SourceClass::needsCertificate)
                && !tls.clientCertificates().requested()) {
            throw new InvalidOption(
                    "backend",
                    "source.classes tell clients by certificates: that needs tls.client-certificates.mode = request");
        }
        for (ListenerOptions listener : listeners) {
            if (!names.add(listener.name())) {
                throw new InvalidOption("listeners", "two listeners have the name " + listener.name());
            }
            if (listener.address().port() != 0 && !addresses.add(listener.address())) {
                throw new InvalidOption("listeners", "two listeners have the address " + listener.address());
            }
            requireRoomFor(listener, listeners);
            if (listener.tls() == ListenerTls.PASSTHROUGH && backend.tls().isDemanded()) {
                throw new InvalidOption(
                        "listeners",
                        "%s has tls = passthrough, which leaves TLS to clients and backend: backend.tls must be mirror or never"
                                .formatted(listener.name()));
            }
            requireBackendFor(listener, backend);
            if (listener.tls() == ListenerTls.IMPLICIT && tls.certificates().isEmpty()) {
                throw new InvalidOption(
                        "listeners",
                        "%s has tls = implicit, which needs one of tls.certificates".formatted(listener.name()));
            }
        }
    }

    /** Else it is the kernel that refuses, with "Address already in use". */
    private static void requireRoomFor(ListenerOptions listener, List<ListenerOptions> listeners) {
        if (listener.address().port() == 0) {
            return;
        }
        for (ListenerOptions other : listeners) {
            if (!other.name().equals(listener.name()) && listener.overlaps(other)) {
                throw new InvalidOption(
                        "listeners",
                        "%s at %s and %s at %s overlap, as [::] takes IPv4 too: set ipv6-only = on there"
                                .formatted(listener.name(), listener.address(), other.name(), other.address()));
            }
        }
    }

    /** Whether no client with IPv6 can be served: the backend is to see its address, and has none of that family. */
    public boolean leavesOutIpv6() {
        return backend.source().mode() == SourceMode.TRANSPARENT
                && backend.addressFor(true).isEmpty();
    }

    /**
     * The default listener takes both families; where clients with IPv6 could not be served it takes IPv4 alone, so that
     * they fall back to it at once instead of getting 421.
     */
    private static List<ListenerOptions> fitting(List<ListenerOptions> defaults, BackendOptions backend) {
        return backend.source().mode() == SourceMode.TRANSPARENT
                        && backend.addressFor(true).isEmpty()
                ? defaults.stream().map(ListenerOptions::withoutIpv6).toList()
                : defaults;
    }

    /** Behind a trusted proxy clients may have either family; whose has no backend is told to come again. */
    private static void requireBackendFor(ListenerOptions listener, BackendOptions backend) {
        if (backend.source().mode() != SourceMode.TRANSPARENT
                || !listener.trustedProxies().isEmpty()) {
            return;
        }
        for (boolean six : new boolean[] {false, true}) {
            if (listener.takes(six) && backend.addressFor(six).isEmpty()) {
                throw new InvalidOption(
                        "backend",
                        "clients of listener %s may have %s, and with source.mode = transparent the backend needs such an address too: %s"
                                .formatted(
                                        listener.name(),
                                        six ? "IPv6" : "IPv4",
                                        six
                                                ? "set ipv6-address, or let the listener have an IPv4 address such as 0.0.0.0"
                                                : "set address to it, and ipv6-address to the present one"));
            }
        }
    }

    static Answer<Configuration> read(Section root) {
        var proxy = root.ask("proxy").section(ProxyOptions::read);
        Setting places = root.ask("listeners");
        var listeners = places.each(element -> element.section(ListenerOptions::read));
        var backend = root.ask("backend").section(BackendOptions::read);
        var network = root.ask("network").section(NetworkOptions::read);
        var tls = root.ask("tls").section(TlsOptions::read);
        var policy = root.ask("policy").section(PolicyOptions::read);
        var commands = root.ask("commands").section(CommandOptions::read);
        var ehlo = root.ask("ehlo").section(EhloOptions::read);
        var rewrite = root.ask("rewrite").section(RewriteOptions::read);
        var limits = root.ask("limits").section(LimitOptions::read);
        var shared = root.ask("shared").section(SharedOptions::read);
        var events = root.ask("events").section(EventOptions::read);
        var admin = root.ask("admin").section(AdminOptions::read);
        return root.assemble(() -> new Configuration(
                proxy.get(),
                places.isDefault() ? fitting(listeners.get(), backend.get()) : listeners.get(),
                backend.get(),
                network.get(),
                tls.get(),
                policy.get(),
                commands.get(),
                ehlo.get(),
                rewrite.get(),
                limits.get(),
                shared.get(),
                events.get(),
                admin.get()));
    }
}
