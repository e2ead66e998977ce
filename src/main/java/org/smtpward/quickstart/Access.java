package org.smtpward.quickstart;

import java.util.Optional;
import org.smtpward.sendmail.AccessMap;
import org.smtpward.sendmail.Printable;

/**
 * What sendmail's access map and class R do with a fixed source.
 *
 * @param isAccepted an entry accepts it, so no line has to be added
 * @param sentence what is there
 * @param warning what would go wrong without a line; empty: nothing
 */
record Access(boolean isAccepted, String sentence, Optional<String> warning) {
    static Access of(SendmailHost sendmail) {
        if (sendmail.relaysByClass(SourceChoice.FIXED)) {
            String what = "Class R (relay-domains) has an entry for " + SourceChoice.FIXED
                    + ": sendmail relays for it, which would make an open relay. Take it out";
            return new Access(false, what + ".", Optional.of(what + "; smtpward refuses to start otherwise."));
        }
        if (sendmail.accessFile().isEmpty()) {
            return new Access(false, "No access map in a file (FEATURE(`access_db')).", Optional.empty());
        }
        String file = Printable.of(sendmail.accessFile().get());
        if (sendmail.access().isEmpty()) {
            return new Access(false, file + " is not known.", Optional.empty());
        }
        return switch (sendmail.access().get().verdict(SourceChoice.FIXED)) {
            case AccessMap.Verdict.None none ->
                new Access(false, "%s has no entry for %s.".formatted(file, SourceChoice.FIXED), Optional.empty());
            case AccessMap.Verdict.Accepts accepts ->
                new Access(
                        true, "%s has %s: accepted, not relayed.".formatted(file, accepts.entry()), Optional.empty());
            case AccessMap.Verdict.Relays relays -> {
                String what = "%s has %s: sendmail relays for %s".formatted(file, relays.entry(), SourceChoice.FIXED);
                yield new Access(
                        false,
                        what + ".",
                        Optional.of(
                                what + ", an open relay, until the line of step 3 is there; smtpward refuses to start"
                                        + " without it."));
            }
            case AccessMap.Verdict.Refuses refuses -> {
                String what = "%s has %s: sendmail refuses %s".formatted(file, refuses.entry(), SourceChoice.FIXED);
                yield new Access(
                        false, what + ".", Optional.of(what + ", and so all mail, until the line of step 3 is there."));
            }
        };
    }
}
