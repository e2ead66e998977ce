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
                                                ? "set ipv6-address, or let the listener have an IPv4 address"
                                                : "set address to it, and ipv6-address to the present one"));
            }
        }
    }

    static Answer<Configuration> read(Section root) {
        var proxy = root.ask("proxy").section(ProxyOptions::read);
        var listeners = root.ask("listeners").each(element -> element.section(ListenerOptions::read));
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
                listeners.get(),
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
