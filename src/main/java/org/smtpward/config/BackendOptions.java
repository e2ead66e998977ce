package org.smtpward.config;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Optional;
import java.util.stream.Stream;
import org.smtpward.session.BackendTls;

/**
 * Where the mail server is and how it is reached.
 *
 * @param ipv6Address where clients with IPv6 are served when the backend sees their own addresses and {@code address} is
 *     IPv4
 */
public record BackendOptions(
        HostPort address,
        Optional<HostPort> ipv6Address,
        BackendTls tls,
        BackendTlsOptions tlsOptions,
        SourceOptions source) {
    public BackendOptions {
        if (source.mode() == SourceMode.TRANSPARENT) {
            requireStrangers(source.probe(), address, ipv6Address);
            if (address.literal().isEmpty()) {
                throw new InvalidOption(
                        "address",
                        "source.mode = transparent needs an IP address here: the kernel's rules have no names");
            }
            if (ipv6Address.isPresent() && isSix(address.literal().get())) {
                throw new InvalidOption("address", "with ipv6-address this one has to be IPv4");
            }
        } else if (ipv6Address.isPresent()) {
            throw new InvalidOption("ipv6-address", "it is for source.mode = transparent");
        } else {
            Stream.concat(source.address().stream(), source.classes().stream().map(SourceClass::address))
                    .forEach(from -> requireFamily(from, address));
        }
        if (tlsOptions.verify() == BackendTlsOptions.Verify.CA
                && serverName(address, tlsOptions).isEmpty()) {
            throw new InvalidOption(
                    "tls-options", "verify = ca needs server-name, as backend.address has no name to look for");
        }
    }

    static Answer<BackendOptions> read(Section backend) {
        var address = backend.ask("address").text(HostPort.EXPECTED, HostPort::parseTarget);
        var ipv6Address = backend.ask("ipv6-address")
                .text("[IPv6]:PORT such as \"[::1]:2525\", or \"\"", BackendOptions::ipv6OrNone);
        var tls = backend.ask("tls").word(BackendTls.values(), BackendTls::label);
        var tlsOptions = backend.ask("tls-options").section(BackendTlsOptions::read);
        var source = backend.ask("source").section(SourceOptions::read);
        return backend.assemble(
                () -> new BackendOptions(address.get(), ipv6Address.get(), tls.get(), tlsOptions.get(), source.get()));
    }

    /** Where clients with IPv6 (else: IPv4) are served when the backend sees their own addresses. */
    public Optional<HostPort> addressFor(boolean six) {
        return Stream.concat(Stream.of(address), ipv6Address.stream())
                .filter(one -> one.literal().filter(to -> isSix(to) == six).isPresent())
                .findFirst();
    }

    /** Else nobody would ask whether the backend relays. */
    private static void requireStrangers(SourceProbe probe, HostPort address, Optional<HostPort> ipv6Address) {
        Stream.concat(Stream.of(address), ipv6Address.stream())
                .flatMap(to -> to.literal().stream())
                .filter(to -> probe.addresses().stream().noneMatch(from -> isSix(from) == isSix(to)))
                .findFirst()
                .ifPresent(to -> {
                    throw new InvalidOption("source.probe.addresses needs an %s address, as the backend has one"
                            .formatted(isSix(to) ? "IPv6" : "IPv4"));
                });
    }

    private static void requireFamily(InetAddress from, HostPort address) {
        if (address.literal().filter(to -> isSix(from) != isSix(to)).isPresent()) {
            throw new InvalidOption("address is %s, so source.address must be too, or the word any"
                    .formatted(isSix(from) ? "IPv4" : "IPv6"));
        }
    }

    private static Optional<HostPort> ipv6OrNone(String text) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        HostPort target = HostPort.parseTarget(text);
        if (target.literal().filter(BackendOptions::isSix).isEmpty()) {
            throw new IllegalArgumentException("not IPv6: " + text);
        }
        return Optional.of(target);
    }

    /** The name of the backend in TLS, if it has one. */
    public Optional<String> serverName() {
        return serverName(address, tlsOptions);
    }

    private static Optional<String> serverName(HostPort address, BackendTlsOptions options) {
        return options.serverName().or(() -> Optional.of(address.host()).filter(BackendTlsOptions::isName));
    }

    private static boolean isSix(InetAddress address) {
        return address instanceof Inet6Address;
    }
}
