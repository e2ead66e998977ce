package org.smtpward.config;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A place where clients connect.
 *
 * @param name unique; a label of metrics and events
 * @param trustedProxies who has to say by the PROXY protocol whose connection it passes on; empty: nobody may
 * @param tproxy connections to this address and port are turned to us by the kernel (TPROXY); any address of the machine
 *     if it is 0.0.0.0 or ::
 * @param ipv6Only whether an IPv6 address takes no clients with IPv4
 */
public record ListenerOptions(
        String name,
        HostPort address,
        ListenerTls tls,
        List<Network> trustedProxies,
        Optional<HostPort> tproxy,
        boolean ipv6Only) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,32}");

    public ListenerOptions {
        requireName(name);
        trustedProxies = List.copyOf(trustedProxies);
        if (ipv6Only && address.literal().filter(Inet6Address.class::isInstance).isEmpty()) {
            throw new InvalidOption(
                    "ipv6-only", "on is for an IPv6 address such as \"[::]:25\"; address is " + address);
        }
        if (tproxy.isPresent()) {
            if (address.port() == 0) {
                throw new InvalidOption(
                        "address", "with tproxy the port must be a fixed one: the kernel is told of it");
            }
            if (address.literal().isEmpty()) {
                throw new InvalidOption(
                        "address", "with tproxy it must be an IP address: the kernel's rules have no names");
            }
            if (tproxy.get().literal().isEmpty()) {
                throw new InvalidOption("tproxy", "an IP address and a port, such as 0.0.0.0:25, or off");
            }
            if (!takes(address, ipv6Only, tproxy.get().literal().get() instanceof Inet6Address)) {
                throw new InvalidOption("tproxy", "%s cannot take what is for %s".formatted(address, tproxy.get()));
            }
        }
    }

    /** One that takes IPv4, too, if its address is {@code ::}. */
    public ListenerOptions(
            String name, HostPort address, ListenerTls tls, List<Network> trustedProxies, Optional<HostPort> tproxy) {
        this(name, address, tls, trustedProxies, tproxy, false);
    }

    static Answer<ListenerOptions> read(Section listener) {
        var name = listener.ask("name").text("1 to 32 of the characters a-z, 0-9 and -", ListenerOptions::requireName);
        var address = listener.ask("address").text(HostPort.EXPECTED, HostPort::parse);
        var tls = listener.ask("tls").word(ListenerTls.values(), ListenerTls::label);
        var proxyProtocol =
                listener.find("proxy-protocol", word -> word.word(Switch.values(), Switch::label), Switch.OFF);
        var trustedProxies = listener.find("trusted-proxies", networks -> networks.each(Network::read), List.of());
        Answer<Optional<HostPort>> tproxy = listener.find(
                "tproxy",
                text -> text.text(HostPort.EXPECTED + ", or off", ListenerOptions::targetOrOff),
                Optional.empty());
        var ipv6Only = listener.find("ipv6-only", word -> word.word(Switch.values(), Switch::label), Switch.OFF);
        return listener.assemble(() -> {
            if (trustedProxies.get().isEmpty() == (proxyProtocol.get() == Switch.ON)) {
                throw new InvalidOption(
                        "trusted-proxies",
                        "proxy-protocol = on needs trusted-proxies, whose word counts, and they need proxy-protocol = on");
            }
            return new ListenerOptions(
                    name.get(),
                    address.get(),
                    tls.get(),
                    trustedProxies.get(),
                    tproxy.get(),
                    ipv6Only.get() == Switch.ON);
        });
    }

    /** Whether clients with IPv6 (else: IPv4) can connect; a name may stand for either. */
    public boolean takes(boolean six) {
        return takes(address, ipv6Only, six);
    }

    /** The same one at every IPv4 address, if this is one at every address of both families; else this one. */
    ListenerOptions withoutIpv6() {
        return isAtEveryAddress() && takes(true) && takes(false)
                ? new ListenerOptions(name, new HostPort("0.0.0.0", address.port()), tls, trustedProxies, tproxy, false)
                : this;
    }

    /** Whether both would open the same port of an address that stands for all. */
    boolean overlaps(ListenerOptions other) {
        return address.port() == other.address.port()
                && isAtEveryAddress()
                && other.isAtEveryAddress()
                && (takes(true) && other.takes(true) || takes(false) && other.takes(false));
    }

    private boolean isAtEveryAddress() {
        return address.literal().filter(InetAddress::isAnyLocalAddress).isPresent();
    }

    private static boolean takes(HostPort address, boolean ipv6Only, boolean six) {
        return address.literal()
                .map(ours -> six
                        ? ours instanceof Inet6Address
                        : ours instanceof Inet4Address || ours.isAnyLocalAddress() && !ipv6Only)
                .orElse(!six);
    }

    private static Optional<HostPort> targetOrOff(String text) {
        return text.equals("off") ? Optional.empty() : Optional.of(HostPort.parseTarget(text));
    }

    private static String requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not a name for a listener: " + name);
        }
        return name;
    }
}
