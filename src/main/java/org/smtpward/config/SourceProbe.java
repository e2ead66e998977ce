package org.smtpward.config;

import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

/**
 * Questions to the backend: whether it relays, and whether it accepts mail.
 *
 * @param addresses where the backend sees each client's own address: the strangers as whom it is asked, at most one IPv4
 *     and one IPv6 address
 * @param localRecipient a recipient that the backend accepts mail for, without angle brackets
 * @param patience how long each of its replies may take
 * @param interval the least time between two questions from one address
 * @param every the time after which a clear answer is asked for again
 */
public record SourceProbe(
        List<InetAddress> addresses, String localRecipient, Duration patience, Duration interval, Duration every) {
    /** RFC 5321 §4.5.3.1.3: a path has 256 octets at most, two of them the angle brackets. */
    private static final int MAX_RECIPIENT = 254;

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
        if (every.compareTo(interval) < 0) {
            throw new InvalidOption("every", "shorter than interval, the least time between two questions");
        }
    }

    static Answer<SourceProbe> read(Section probe) {
        var addresses = probe.ask("addresses").each(element -> element.text("an IP address", SourceProbe::address));
        var patience = probe.ask("patience").time("1s", "5m");
        var interval = probe.ask("interval").time("1s", "1h");
        var every = probe.ask("every").time("1s", "24h");
        var localRecipient = probe.ask("local-recipient")
                .text("an address such as postmaster or postmaster@mail.example, of 254 octets at most", text -> {
                    if (!isRecipient(text)) {
                        throw new IllegalArgumentException("not an address");
                    }
                    return text;
                });
        return probe.assemble(() ->
                new SourceProbe(addresses.get(), localRecipient.get(), patience.get(), interval.get(), every.get()));
    }

    /** It becomes part of a command: no blanks, no angle brackets, no line ends. */
    private static boolean isRecipient(String text) {
        return !text.isEmpty()
                && text.length() <= MAX_RECIPIENT
                && text.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '<' && c != '>');
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
