package org.smtpward.config;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Addresses that begin alike (CIDR, RFC 4632 §3.1, RFC 4291 §2.3).
 *
 * @param first the lowest of them
 * @param prefixLength how many leading bits they share
 */
public record Network(InetAddress first, int prefixLength) {
    /** What {@link #parse} takes, in words for an operator. */
    static final String EXPECTED = "a network such as 192.0.2.0/24 or 2001:db8::/32, or one address";

    private static final Pattern WRITTEN = Pattern.compile("(?<address>[0-9A-Fa-f.:]+)(?:/(?<length>\\d{1,3}))?");

    public Network {
        if (prefixLength < 0 || prefixLength > bits(first)) {
            throw new IllegalArgumentException("not a prefix of " + first + ": " + prefixLength);
        }
        if (hasBitsBehind(first, prefixLength)) {
            // Somebody who means one address and gets a network has opened a door.
            throw new InvalidOption("%s/%d has bits behind its prefix; for the one address write %s alone"
                    .formatted(NetUtil.toAddressString(first), prefixLength, NetUtil.toAddressString(first)));
        }
    }

    public static Network parse(String text) {
        Matcher written = WRITTEN.matcher(text);
        InetAddress address =
                written.matches() ? NetUtil.createInetAddressFromIpAddressString(written.group("address")) : null;
        if (address == null) {
            throw new IllegalArgumentException("not a network: " + text);
        }
        String length = written.group("length");
        return new Network(address, length == null ? bits(address) : Integer.parseInt(length));
    }

    static Answer<Network> read(Setting setting) {
        return setting.text(EXPECTED, Network::parse);
    }

    /** Whether {@code address} is one of them. */
    public boolean contains(InetAddress address) {
        return new IpSubnetFilterRule(first, prefixLength, IpFilterRuleType.ACCEPT)
                .matches(new InetSocketAddress(plain(address), 0));
    }

    /** Whether one of {@code networks} has the address, which is in text form. */
    static boolean anyContains(List<Network> networks, String address) {
        InetAddress found = NetUtil.createInetAddressFromIpAddressString(address);
        return found != null && networks.stream().anyMatch(network -> network.contains(found));
    }

    /** The IPv4 address that an IPv4-mapped IPv6 address stands for (RFC 4291 §2.5.5.2); any other as it is. */
    public static InetAddress plain(InetAddress address) {
        try {
            return InetAddress.getByAddress(address.getAddress());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("neither 4 nor 16 octets: " + address, e);
        }
    }

    private static int bits(InetAddress address) {
        return address.getAddress().length * Byte.SIZE;
    }

    private static boolean hasBitsBehind(InetAddress address, int prefixLength) {
        int zeros = new BigInteger(1, address.getAddress()).getLowestSetBit();
        return zeros >= 0 && zeros < bits(address) - prefixLength;
    }

    /** As it is written in the configuration. */
    @Override
    public String toString() {
        return NetUtil.toAddressString(first) + "/" + prefixLength;
    }
}
