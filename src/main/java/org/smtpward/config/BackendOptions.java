package org.smtpward.config;

import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Optional;
import org.smtpward.session.BackendTls;

/** Where the mail server is and how it is reached. */
public record BackendOptions(HostPort address, BackendTls tls, BackendTlsOptions tlsOptions, SourceOptions source) {
    public BackendOptions {
        InetAddress to = NetUtil.createInetAddressFromIpAddressString(address.host());
        if (to != null
                && source.address().filter(from -> isSix(from) != isSix(to)).isPresent()) {
            throw new InvalidOption("address is %s, so source.address must be too, or the word any"
                    .formatted(isSix(to) ? "IPv6" : "IPv4"));
        }
        if (tlsOptions.verify() == BackendTlsOptions.Verify.CA
                && serverName(address, tlsOptions).isEmpty()) {
            throw new InvalidOption(
                    "tls-options", "verify = ca needs server-name, as backend.address has no name to look for");
        }
    }

    static Answer<BackendOptions> read(Section backend) {
        var address = backend.ask("address").text(HostPort.EXPECTED, HostPort::parseTarget);
        var tls = backend.ask("tls").word(BackendTls.values(), BackendTls::label);
        var tlsOptions = backend.ask("tls-options").section(BackendTlsOptions::read);
        var source = backend.ask("source").section(SourceOptions::read);
        return backend.assemble(() -> new BackendOptions(address.get(), tls.get(), tlsOptions.get(), source.get()));
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
