package org.smtpward.tls;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;

/** The host names that a certificate is for (RFC 9525 §6; the common name only if there is no alternative name). */
final class CertificateNames {
    /** GeneralName's choice dNSName (RFC 5280 §4.2.1.6). */
    private static final int DNS_NAME = 2;

    private CertificateNames() {}

    static boolean cover(X509Certificate certificate, String serverName) {
        String name = serverName.toLowerCase(Locale.ROOT);
        return of(certificate).stream().anyMatch(pattern -> matches(pattern, name));
    }

    static List<String> of(X509Certificate certificate) {
        var names = new ArrayList<String>();
        try {
            Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
            if (alternatives != null) {
                for (List<?> alternative : alternatives) {
                    if (alternative.get(0).equals(DNS_NAME)) {
                        names.add(((String) alternative.get(1)).toLowerCase(Locale.ROOT));
                    }
                }
            }
            if (names.isEmpty()) {
                new LdapName(certificate.getSubjectX500Principal().getName())
                        .getRdns().stream()
                                .filter(part -> part.getType().equalsIgnoreCase("CN"))
                                .forEach(part ->
                                        names.add(part.getValue().toString().toLowerCase(Locale.ROOT)));
            }
        } catch (CertificateParsingException | InvalidNameException e) {
            // A certificate whose names cannot be read is for no name.
            return List.of();
        }
        return names;
    }

    /** A star stands for exactly the leftmost label. */
    static boolean matches(String pattern, String name) {
        if (!pattern.startsWith("*.")) {
            return pattern.equals(name);
        }
        int dot = name.indexOf('.');
        return dot > 0 && name.substring(dot).equals(pattern.substring(1));
    }
}
