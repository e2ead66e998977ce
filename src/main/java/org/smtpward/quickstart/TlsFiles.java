package org.smtpward.quickstart;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.smtpward.sendmail.Printable;
import org.smtpward.sendmail.SendmailCf;

/**
 * sendmail's certificates for clients.
 *
 * @param pairs that smtpward can use
 * @param warnings about those that it cannot, a sentence each
 */
record TlsFiles(List<Pair> pairs, List<String> warnings) {
    TlsFiles {
        pairs = List.copyOf(pairs);
        warnings = List.copyOf(warnings);
    }

    /**
     * Two PEM files with plain names. smtpward gets copies: sendmail refuses a key that a group can read, unless DontBlameSendmail has
     * GroupReadableKeyFile, and smtpward runs as a user of its own.
     */
    record Pair(String chain, String key) {}

    static TlsFiles of(SendmailCf cf, HostFiles files) {
        String[] chains = names(cf, "ServerCertFile");
        String[] keys = names(cf, "ServerKeyFile");
        var pairs = new ArrayList<Pair>();
        var warnings = new ArrayList<String>();
        // From 8.16 on a second certificate, of another kind of key, may stand behind a comma.
        for (int i = 0; i < Math.min(chains.length, keys.length); i++) {
            take(files, chains[i].strip(), keys[i].strip(), pairs, warnings);
        }
        if (chains.length != keys.length) {
            warnings.add("ServerCertFile and ServerKeyFile of %s do not name the same number of files"
                    .formatted(Printable.of(cf.file())));
        }
        return new TlsFiles(pairs, warnings);
    }

    private static String[] names(SendmailCf cf, String option) {
        String value = cf.option(option, (char) 0).orElse("");
        return value.isBlank() ? new String[0] : value.split(",", -1);
    }

    private static void take(HostFiles files, String chain, String key, List<Pair> pairs, List<String> warnings) {
        if (!PlainPath.is(chain) || !PlainPath.is(key)) {
            warnings.add("certificate %s or key %s has a name that smtpward's plan does not use; name them by hand"
                    .formatted(Printable.of(chain), Printable.of(key)));
            return;
        }
        Optional<String> chainText = files.text(chain);
        Optional<String> keyText = files.text(key);
        Optional<String> trouble = trouble(chain, chainText, "-----BEGIN CERTIFICATE-----", "certificate")
                .or(() -> trouble(key, keyText, "PRIVATE KEY-----", "private key"));
        if (trouble.isPresent()) {
            warnings.add(trouble.get());
            return;
        }
        if (keyText.orElse("").contains("ENCRYPTED")) {
            warnings.add("%s is encrypted; smtpward takes only a key without a password".formatted(key));
            return;
        }
        if (chainText.orElse("").split("-----BEGIN CERTIFICATE-----", -1).length == 2) {
            warnings.add(
                    "%s has one certificate; unless it is self-signed, append that of its issuer".formatted(chain));
        }
        pairs.add(new Pair(chain, key));
    }

    private static Optional<String> trouble(String path, Optional<String> text, String mark, String what) {
        if (text.isEmpty()) {
            return Optional.of("%s cannot be read, so STARTTLS is not in the plan".formatted(path));
        }
        return text.get().contains(mark) ? Optional.empty() : Optional.of("%s has no %s in PEM".formatted(path, what));
    }
}
