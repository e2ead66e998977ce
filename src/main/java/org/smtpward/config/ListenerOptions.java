package org.smtpward.config;

import java.util.regex.Pattern;

/**
 * A place where clients connect.
 *
 * @param name unique; a label of metrics and events
 */
public record ListenerOptions(String name, HostPort address, ListenerTls tls) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,32}");

    public ListenerOptions {
        requireName(name);
    }

    static Answer<ListenerOptions> read(Section listener) {
        var name = listener.ask("name").text("1 to 32 of the characters a-z, 0-9 and -", ListenerOptions::requireName);
        var address = listener.ask("address").text(HostPort.EXPECTED, HostPort::parse);
        var tls = listener.ask("tls").word(ListenerTls.values(), ListenerTls::label);
        listener.find("proxy-protocol").ifPresent(setting -> setting.only("off"));
        return listener.assemble(() -> new ListenerOptions(name.get(), address.get(), tls.get()));
    }

    private static String requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not a name for a listener: " + name);
        }
        return name;
    }
}
