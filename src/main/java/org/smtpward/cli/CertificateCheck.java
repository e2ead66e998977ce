package org.smtpward.cli;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.smtpward.config.Configuration;
import org.smtpward.config.MachineName;
import org.smtpward.tls.Finding;
import org.smtpward.tls.Inspection;

/** The part of {@code check} that is about TLS with clients. */
final class CertificateCheck {
    private CertificateCheck() {}

    static List<Finding> of(Configuration configuration) {
        return Inspection.of(
                configuration.tls(), hostNames(configuration.proxy().hostname()), Instant.now());
    }

    /** What is no full host name says nothing about what clients ask for: localhost, the id of a container, an address. */
    private static Set<String> hostNames(String configured) {
        var names = new TreeSet<String>();
        for (String name : List.of(configured, MachineName.get())) {
            if (name.contains(".") && !name.startsWith("[")) {
                names.add(name);
            }
        }
        return names;
    }
}
