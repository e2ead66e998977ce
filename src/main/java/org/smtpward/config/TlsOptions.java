package org.smtpward.config;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * TLS with clients.
 *
 * @param certificates chosen by SNI; empty: STARTTLS is not offered
 * @param names host names that are ours besides those of the certificates, in lower case; a star may be the first label
 * @param alpn the protocols that a ClientHello which offers any must offer one of (RFC 7301)
 */
public record TlsOptions(
        List<CertificateFiles> certificates, List<String> names, TlsVersion minVersion, List<String> alpn) {
    private static final Pattern NAME = Pattern.compile("(?:\\*\\.)?[a-z0-9_-]{1,63}(?:\\.[a-z0-9_-]{1,63})*");
    private static final Pattern PROTOCOL = Pattern.compile("[!-~]{1,255}");

    public TlsOptions {
        certificates = List.copyOf(certificates);
        names = List.copyOf(names);
        alpn = List.copyOf(alpn);
        alpn.forEach(TlsOptions::requireProtocol);
        if (alpn.isEmpty()) {
            throw new InvalidOption(
                    "alpn", "at least one protocol is needed; policy.rules.alpn.mode = off ends the check");
        }
    }

    static Answer<TlsOptions> read(Section tls) {
        var certificates = tls.ask("certificates").each(element -> element.section(CertificateFiles::read));
        var names = tls.ask("names").each(element -> element.text("a host name, or *. before one", TlsOptions::name));
        var minVersion = tls.ask("min-version").word(TlsVersion.values(), TlsVersion::label);
        var alpn = tls.ask("alpn")
                .each(element -> element.text("1 to 255 visible ASCII characters", TlsOptions::requireProtocol));
        return tls.assemble(() -> new TlsOptions(certificates.get(), names.get(), minVersion.get(), alpn.get()));
    }

    private static String name(String text) {
        String name = text.toLowerCase(Locale.ROOT);
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not a host name: " + text);
        }
        return name;
    }

    private static String requireProtocol(String protocol) {
        if (!PROTOCOL.matcher(protocol).matches()) {
            throw new IllegalArgumentException("not the name of a protocol: " + protocol);
        }
        return protocol;
    }
}
