package org.smtpward.config;

import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

/**
 * How the backend is asked whether it relays.
 *
 * @param addresses where the backend sees each client's own address: the strangers as whom it is asked, at most one IPv4
 *     and one IPv6 address
 * @param patience how long each of its replies may take
 * @param interval the least time between two questions from one address
 */
public record SourceProbe(List<InetAddress> addresses, Duration patience, Duration interval) {
    public SourceProbe {
        addresses = List.copyOf(addresses);
        if (addresses.isEmpty()) {
            throw new InvalidOption("addresses", "at least one address is needed: else nobody asks");
        }
        long six = addresses.stream().filter(Inet6Address.class::isInstance).count();
        if (six > 1 || addresses.size() - six > 1) {
            throw new InvalidOption("addresses", "one IPv4 and one IPv6 address are enough");
        }
        if (addresses.stream().anyMatch(InetAddress::isLoopbackAddress)) {
            throw new InvalidOption("addresses", "a loopback address is no stranger: the backend trusts it");
        }
    }

    static Answer<SourceProbe> read(Section probe) {
        var addresses = probe.ask("addresses").each(element -> element.text("an IP address", SourceProbe::address));
        var patience = probe.ask("patience").time("1s", "5m");
        var interval = probe.ask("interval").time("1s", "1h");
        return probe.assemble(() -> new SourceProbe(addresses.get(), patience.get(), interval.get()));
    }

    /** Never looked up: a name would be an error. */
    static InetAddress address(String text) {
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(text);
        if (address == null) {
            throw new IllegalArgumentException("not an IP address: " + text);
        }
        return address;
    }
}
