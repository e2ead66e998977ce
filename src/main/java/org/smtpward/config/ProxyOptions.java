package org.smtpward.config;

import io.netty.util.NetUtil;
import java.util.regex.Pattern;

/**
 * What concerns the program as a whole.
 *
 * @param hostname a domain or address literal (RFC 5321 §4.1.2, §4.1.3), never empty: our name in replies until the
 *     backend's greeting has told one
 * @param eventLoops threads that serve sessions; 0 means one for each processor
 */
public record ProxyOptions(String hostname, int eventLoops) {
    private static final String LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
    private static final Pattern DOMAIN = Pattern.compile(LABEL + "(?:\\." + LABEL + ")*");
    private static final int MAX_EVENT_LOOPS = 1024;

    public ProxyOptions {
        if (!isDomainOrAddressLiteral(hostname)) {
            throw new IllegalArgumentException("not a domain or address literal: " + hostname);
        }
        if (eventLoops < 0 || eventLoops > MAX_EVENT_LOOPS) {
            throw new IllegalArgumentException("not a number of event loops: " + eventLoops);
        }
    }

    static Answer<ProxyOptions> read(Section proxy) {
        var hostname = proxy.ask("hostname")
                .text("a domain or address literal, or \"\" for this machine's name", ProxyOptions::nameOrOwnName);
        var eventLoops = proxy.ask("event-loops").wholeNumber("event loops", 0, MAX_EVENT_LOOPS);
        return proxy.assemble(() -> new ProxyOptions(hostname.get(), eventLoops.get()));
    }

    private static String nameOrOwnName(String text) {
        if (text.isEmpty()) {
            String own = MachineName.get();
            return isDomainOrAddressLiteral(own) ? own : "localhost";
        }
        if (!isDomainOrAddressLiteral(text)) {
            throw new IllegalArgumentException("not a domain or address literal: " + text);
        }
        return text;
    }

    private static boolean isDomainOrAddressLiteral(String name) {
        if (name.length() > 255) {
            return false;
        }
        if (name.startsWith("[IPv6:") && name.endsWith("]")) {
            return NetUtil.isValidIpV6Address(name.substring("[IPv6:".length(), name.length() - 1));
        }
        if (name.startsWith("[") && name.endsWith("]")) {
            return NetUtil.isValidIpV4Address(name.substring(1, name.length() - 1));
        }
        return DOMAIN.matcher(name).matches();
    }
}
