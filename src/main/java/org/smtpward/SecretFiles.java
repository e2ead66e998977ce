package org.smtpward;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.smtpward.config.CertificateFiles;
import org.smtpward.config.Configuration;
import org.smtpward.tls.KeyFile;

/** Secrets of a configuration beside the keys of mail's certificates: they are read at other times, and checked at a reload. */
record SecretFiles(Configuration configuration) {
    /** A line for each that everybody can read, or that smtpward cannot: the next start or login would fail. */
    List<String> problems() {
        var problems = new ArrayList<String>();
        check("admin.password-file", configuration.admin().passwordFile(), problems);
        check("admin.tls", configuration.admin().tls().map(CertificateFiles::key), problems);
        check("shared.redis.password-file", configuration.shared().redis().passwordFile(), problems);
        return problems;
    }

    private static void check(String setting, Optional<Path> file, List<String> problems) {
        file.ifPresent(secret -> {
            try {
                KeyFile.requirePrivate(setting, secret);
            } catch (IOException e) {
                problems.add(String.valueOf(e.getMessage()));
            }
        });
    }
}
