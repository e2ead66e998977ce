package org.smtpward.config;

import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetAddress;

/** Where the mail server is and how it is reached. */
public record BackendOptions(HostPort address, BackendTls tls, SourceOptions source) {
    public BackendOptions {
        InetAddress to = NetUtil.createInetAddressFromIpAddressString(address.host());
        if (to != null
                && source.address().filter(from -> isSix(from) != isSix(to)).isPresent()) {
            throw new InvalidOption("address is %s, so source.address must be too, or the word any"
                    .formatted(isSix(to) ? "IPv6" : "IPv4"));
        }
    }

    static Answer<BackendOptions> read(Section backend) {
        var address = backend.ask("address").text(HostPort.EXPECTED, HostPort::parseTarget);
        var tls = backend.ask("tls").word(BackendTls.values(), BackendTls::label);
        var source = backend.ask("source").section(SourceOptions::read);
        return backend.assemble(() -> new BackendOptions(address.get(), tls.get(), source.get()));
    }

    private static boolean isSix(InetAddress address) {
        return address instanceof Inet6Address;
    }
}
