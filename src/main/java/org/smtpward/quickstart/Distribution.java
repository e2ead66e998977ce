package org.smtpward.quickstart;

import java.util.List;
import java.util.Locale;

/** A distribution's way to make sendmail.cf. */
enum Distribution {
    SUSE("/etc/mail/linux.mc", List.of("m4 /etc/mail/linux.mc >/etc/sendmail.cf"), "/usr/share/doc/packages/smtpward"),
    DEBIAN(
            "/etc/mail/sendmail.mc",
            List.of("sendmailconfig      # answer y to each question"),
            "/usr/share/doc/smtpward"),
    RED_HAT(
            "/etc/mail/sendmail.mc",
            List.of("make -C /etc/mail   # needs the package sendmail-cf"),
            "/usr/share/doc/smtpward"),
    OTHER(
            "/etc/mail/sendmail.mc",
            List.of("m4 /etc/mail/sendmail.mc >/etc/mail/sendmail.cf"),
            "/usr/share/doc/smtpward");

    private final String mc;
    private final List<String> make;
    private final String documents;

    Distribution(String mc, List<String> make, String documents) {
        this.mc = mc;
        this.make = make;
        this.documents = documents;
    }

    /** The m4 file. */
    String mc() {
        return mc;
    }

    /** The commands that make sendmail.cf from it. */
    List<String> make() {
        return make;
    }

    /** Where the package smtpward has its documents. */
    String documents() {
        return documents;
    }

    static Distribution of(HostFiles files) {
        String ids = files.lines("/etc/os-release").stream()
                .filter(line -> line.startsWith("ID=") || line.startsWith("ID_LIKE="))
                .reduce("", (all, line) -> all + " " + line)
                .toLowerCase(Locale.ROOT);
        if (ids.contains("suse")
                || ids.contains("sles")
                || files.exists("/usr/lib/sendmail.d/update")
                || files.exists("/etc/SuSE-release")) {
            return SUSE;
        }
        if (ids.contains("debian") || ids.contains("ubuntu") || files.exists("/usr/sbin/sendmailconfig")) {
            return DEBIAN;
        }
        if (ids.contains("rhel")
                || ids.contains("fedora")
                || ids.contains("centos")
                || files.exists("/etc/redhat-release")) {
            return RED_HAT;
        }
        return OTHER;
    }
}
