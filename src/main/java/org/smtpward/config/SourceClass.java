package org.smtpward.config;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;

/**
 * Clients for whom backend connections come from an address of their own, so that the backend can treat them otherwise.
 * They are told by where they come from or by their certificate, never by AUTH, which is the backend's affair.
 *
 * @param networks where they come from; empty if they are told by certificate
 * @param certificates the subjects of their certificates (RFC 2253), or {@code *} alone for every one that is verified
 * @param address what their backend connections are bound to
 * @param allowRelay whether the backend may relay for that address, and so for these clients
 */
public record SourceClass(List<Network> networks, List<String> certificates, InetAddress address, boolean allowRelay) {
    private static final String ANY = "*";

    public SourceClass {
        networks = List.copyOf(networks);
        certificates = List.copyOf(certificates);
        if (networks.isEmpty() == certificates.isEmpty()) {
            throw new InvalidOption("a class has either networks or certificates");
        }
        if (allowRelay && networks.stream().anyMatch(network -> network.prefixLength() == 0)) {
            throw new InvalidOption(
                    "networks", "a class that may relay cannot be everybody: that would be an open relay");
        }
    }

    static Answer<SourceClass> read(Section section) {
        var networks = section.find("networks", networksOf -> networksOf.each(Network::read), List.of());
        var certificates = section.find("certificates", names -> names.each(SourceClass::subject), List.of());
        var address = section.ask("address").text("an IP address", SourceProbe::address);
        var allowRelay = section.find("allow-relay", Setting::flag, false);
        return section.assemble(
                () -> new SourceClass(networks.get(), certificates.get(), address.get(), allowRelay.get()));
    }

    /** Whether its clients are told by their certificate, which is seen only in TLS. */
    public boolean needsCertificate() {
        return networks.isEmpty();
    }

    /**
     * Whether a client is one of these.
     *
     * @param verifiedSubject its certificate's subject (RFC 2253), UTF-8 octets as ISO 8859-1, if an authority of ours
     *     vouches for it
     */
    public boolean has(InetAddress client, Optional<String> verifiedSubject) {
        return needsCertificate()
                ? verifiedSubject.filter(this::names).isPresent()
                : networks.stream().anyMatch(network -> network.contains(client));
    }

    private boolean names(String subject) {
        if (certificates.contains(ANY)) {
            return true;
        }
        try {
            var name = new X500Principal(
                    new String(subject.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
            return certificates.stream().map(X500Principal::new).anyMatch(name::equals);
        } catch (IllegalArgumentException notAName) {
            return false;
        }
    }

    private static Answer<String> subject(Setting setting) {
        return setting.text(
                "the subject of a certificate such as \"CN=relay.example,O=Example\", or \"*\"",
                SourceClass::requireSubject);
    }

    private static String requireSubject(String text) {
        if (!text.equals(ANY)) {
            new X500Principal(text);
        }
        return text;
    }
}
