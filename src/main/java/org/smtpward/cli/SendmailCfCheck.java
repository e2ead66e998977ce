package org.smtpward.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.smtpward.config.Configuration;
import org.smtpward.config.SourceMode;
import org.smtpward.config.SourceOptions;
import org.smtpward.sendmail.AccessMap;
import org.smtpward.sendmail.BoundedFile;
import org.smtpward.sendmail.ClientFeatures;
import org.smtpward.sendmail.MapDefinition;
import org.smtpward.sendmail.SendmailCf;
import org.smtpward.sendmail.SendmailException;

/**
 * The part of {@code smtpward check} that reads a sendmail.cf: its features that look at the client, and what the configured source
 * does to each.
 */
final class SendmailCfCheck {
    private static final String SUBJECT = "sendmail-cf";

    private final SourceOptions source;
    private final Sayer sayer;

    SendmailCfCheck(Configuration configuration, Sayer sayer) {
        this.source = configuration.backend().source();
        this.sayer = sayer;
    }

    /** The exit code. Features are findings, not errors; a file that sendmail would refuse is one. */
    int run(Path file) {
        try {
            SendmailCf cf = SendmailCf.read(file);
            List<ClientFeatures.Found> found = ClientFeatures.of(cf);
            if (found.isEmpty()) {
                sayer.say("ok", SUBJECT, "no feature that looks at the client");
            }
            found.forEach(this::say);
            if (source.mode() == SourceMode.FIXED) {
                cf.map("access").flatMap(MapDefinition::file).ifPresent(this::access);
            }
            return ExitCode.OK;
        } catch (SendmailException e) {
            sayer.say("error", SUBJECT, e.text());
            return ExitCode.CONFIGURATION;
        }
    }

    private void say(ClientFeatures.Found found) {
        if (source.mode() == SourceMode.FIXED) {
            sayer.say(
                    "warning",
                    SUBJECT,
                    "%s, with source.mode = fixed: %s. transparent keeps it as it is"
                            .formatted(found.title(), found.feature().withFixedSource()));
        } else {
            sayer.say(
                    "ok",
                    SUBJECT,
                    "%s sees each client, as source.mode = %s"
                            .formatted(found.title(), source.mode().label()));
        }
    }

    /** The entry for our address in the text file of the map; what the running sendmail does is asked by the relay probe. */
    private void access(String file) {
        Optional<InetAddress> address = source.address();
        if (address.isEmpty()) {
            return;
        }
        String from = address.get().getHostAddress();
        try {
            AccessMap map = AccessMap.parse(BoundedFile.read(Path.of(file), AccessMap.MAX_OCTETS));
            switch (map.verdict(from)) {
                case AccessMap.Verdict.None none ->
                    sayer.say(
                            "warning",
                            SUBJECT,
                            "the access map has no entry for %s; add %s".formatted(from, line(from)));
                case AccessMap.Verdict.Accepts accepts ->
                    sayer.say(
                            "ok",
                            SUBJECT,
                            "the access map accepts %s and does not relay: %s".formatted(from, accepts.entry()));
                case AccessMap.Verdict.Relays relays ->
                    sayer.say(
                            "warning",
                            SUBJECT,
                            "the access map relays for %s: %s; add %s".formatted(from, relays.entry(), line(from)));
                case AccessMap.Verdict.Refuses refuses ->
                    sayer.say(
                            "warning",
                            SUBJECT,
                            "the access map refuses %s, and so all mail: %s; add %s"
                                    .formatted(from, refuses.entry(), line(from)));
            }
        } catch (IOException e) {
            sayer.say("warning", SUBJECT, "the text file of the access map: " + BoundedFile.why(e));
        }
    }

    private static String line(String address) {
        return "the line Connect:%s<TAB>OK and run makemap".formatted(address);
    }
}
