package org.smtpward.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The HTTP side for operators.
 *
 * @param address empty: there is none
 * @param passwordFile holds what to be asked for; empty: nobody is asked, and the page is for this machine only
 * @param metricsOpen whether metrics are for everybody even if there is a password
 * @param watchers how many may have the page open at a time
 * @param tls empty: without TLS
 */
public record AdminOptions(
        Optional<HostPort> address,
        Optional<Path> passwordFile,
        boolean metricsOpen,
        int watchers,
        Optional<CertificateFiles> tls) {
    private static final String PATH = "the path of a file, or \"\" for none";

    /** Who else than the operator may read metrics. */
    private enum Metrics {
        OPEN,
        PASSWORD
    }

    static Answer<AdminOptions> read(Section admin) {
        var address = admin.ask("address").text(HostPort.EXPECTED + ", or the word off", AdminOptions::addressOrOff);
        var passwordFile = admin.ask("password-file").text(PATH, AdminOptions::path);
        var metrics =
                admin.ask("metrics").word(Metrics.values(), word -> word.name().toLowerCase(java.util.Locale.ROOT));
        var watchers = admin.ask("watchers").wholeNumber("open pages", 1, 1000);
        var tls = admin.ask("tls").section(AdminOptions::tls);
        return admin.assemble(() -> new AdminOptions(
                address.get(), passwordFile.get(), metrics.get() == Metrics.OPEN, watchers.get(), tls.get()));
    }

    private static Answer<Optional<CertificateFiles>> tls(Section tls) {
        var chain = tls.ask("chain").text(PATH, AdminOptions::path);
        var key = tls.ask("key").text(PATH, AdminOptions::path);
        return tls.assemble(() -> {
            if (chain.get().isPresent() != key.get().isPresent()) {
                throw new InvalidOption("chain and key come together, or are both \"\"");
            }
            return chain.get().flatMap(file -> key.get().map(secret -> new CertificateFiles(file, secret)));
        });
    }

    private static Optional<HostPort> addressOrOff(String text) {
        return text.equals("off") ? Optional.empty() : Optional.of(HostPort.parse(text));
    }

    private static Optional<Path> path(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(Path.of(text));
    }
}
