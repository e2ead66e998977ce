package org.smtpward.config;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place to listen at or to connect to. The host is a name or an IP literal without brackets and is not looked up
 * here; port 0 means any free port where one listens.
 */
public record HostPort(String host, int port) {
    /** What {@link #parse} takes, in words for an operator. */
    static final String EXPECTED = "HOST:PORT such as \"127.0.0.1:25\", \"[::1]:25\" or \"mail.example:25\"";

    private static final Pattern WRITTEN =
            Pattern.compile("(?:\\[(?<six>[^\\[\\]]+)]|(?<other>[^:\\[\\]]+)):(?<port>\\d{1,5})");

    /** RFC 1123 §2.1, and the underscore, which container engines put into the names of services. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,254}");

    private static final Pattern ENDS_IN_NUMBER = Pattern.compile("(.*\\.)?\\d+");

    public HostPort {
        if (!isHost(host)) {
            throw new IllegalArgumentException("not a host: " + host);
        }
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("not a port: " + port);
        }
    }

    public static HostPort parse(String text) {
        Matcher written = WRITTEN.matcher(text);
        if (!written.matches()) {
            throw new IllegalArgumentException("not HOST:PORT: " + text);
        }
        String six = written.group("six");
        if (six != null && !NetUtil.isValidIpV6Address(six)) {
            throw new IllegalArgumentException("only IPv6 addresses stand in brackets: " + text);
        }
        String host = six != null ? six : written.group("other");
        return new HostPort(host, Integer.parseInt(written.group("port")));
    }

    /** As {@link #parse}, for a place to connect to. */
    public static HostPort parseTarget(String text) {
        HostPort target = parse(text);
        if (target.port() == 0) {
            throw new IllegalArgumentException("nobody can connect to port 0");
        }
        return target;
    }

    /** A name that ends in a number must be an IPv4 address, else a slip such as 127.0.0.300 would go to DNS. */
    private static boolean isHost(String host) {
        if (ENDS_IN_NUMBER.matcher(host).matches()) {
            return NetUtil.isValidIpV4Address(host);
        }
        return NAME.matcher(host).matches() || NetUtil.isValidIpV6Address(host);
    }

    /** The address, if the host is one. */
    public Optional<InetAddress> literal() {
        return Optional.ofNullable(NetUtil.createInetAddressFromIpAddressString(host));
    }

    /** As it is written in the configuration. */
    @Override
    public String toString() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
