package org.smtpward.quickstart;

import java.util.List;
import java.util.Optional;
import org.smtpward.sendmail.MapDefinition;
import org.smtpward.sendmail.Printable;

/** The six steps of the plan, each with its commands and its way back. */
final class Steps {
    private static final String CONF = "/etc/smtpward/smtpward.conf";
    private static final String SAVED = ".before";

    /** Drop-ins of the package for a systemd without AmbientCapabilities=. */
    private static final List<String> OLD_SYSTEMD = List.of("old-systemd.conf");

    private static final List<String> OLD_SYSTEMD_TRANSPARENT =
            List.of("old-systemd.conf", "old-systemd-transparent.conf");

    private final Host host;
    private final SourceChoice source;
    private final SendmailChanges changes;
    private final String configuration;

    Steps(Host host, SourceChoice source, SendmailChanges changes, String configuration) {
        this.host = host;
        this.source = source;
        this.changes = changes;
        this.configuration = configuration;
    }

    void write(Page page) {
        look(page);
        secondPort(page);
        beside(page);
        swap(page);
        enforce(page);
        closeTheWayRound(page);
    }

    private void look(Page page) {
        page.heading("STEP 1. Install smtpward and look at what is there");
        page.verbatim("""
            smtpward version
            smtpward probe 127.0.0.1:25 --source %s
            ss -ltnp | grep -E ':(25|465|587) '""".formatted(SourceChoice.FIXED));
        page.paragraph(
                "Keep what probe prints. What it says about relaying counts little from this host, which sendmail"
                        + " may trust.");
        back(page, "remove the package smtpward.");
    }

    private void secondPort(Page page) {
        page.heading("STEP 2. Let sendmail listen at 127.0.0.1:%d as well".formatted(Ports.BEHIND));
        if (changes.added().isEmpty()) {
            page.paragraph(
                    "It has a port %d already. Look that it is the loopback interface's:".formatted(Ports.BEHIND));
            page.verbatim("ss -ltn | grep :" + Ports.BEHIND);
            return;
        }
        if (changes.direct()) {
            page.paragraph("sendmail.cf itself is changed: " + changes.why());
        }
        save(page);
        page.raw("cat >>%s <<'END'\n%s\nEND\n".formatted(changes.file(), String.join("\n", changes.added())));
        make(page);
        page.paragraph("diff must show nothing but DaemonPortOptions" + (changes.direct() ? "." : " and comments (#).")
                + " Anything else: go back, and ask who changed sendmail.cf by hand.");
        page.verbatim("systemctl restart sendmail\nss -ltn | grep -E ':(25|%d) '".formatted(Ports.BEHIND));
        page.paragraph("Both ports must be there, and mail comes by port 25 as before.");
        back(page, "as they were before step 2:");
        restore(page);
    }

    private void save(Page page) {
        String cf = host.sendmail().cfPath();
        page.verbatim("cp -p %s %s".formatted(cf, cf + SAVED));
        if (!changes.direct()) {
            page.verbatim("cp -p %s %s".formatted(changes.file(), changes.file() + SAVED));
        }
        if (host.sendmail().made()) {
            page.verbatim("""
                cp -p /etc/sysconfig/mail /etc/sysconfig/mail%s
                sed -i 's/^MAIL_CREATE_CONFIG=.*/MAIL_CREATE_CONFIG="no"/' \\
                  /etc/sysconfig/mail""".formatted(SAVED));
        }
    }

    private void restore(Page page) {
        String cf = host.sendmail().cfPath();
        page.verbatim("cp -p %s %s".formatted(cf + SAVED, cf));
        if (!changes.direct()) {
            page.verbatim("cp -p %s %s".formatted(changes.file() + SAVED, changes.file()));
        }
        if (host.sendmail().made()) {
            page.verbatim("cp -p /etc/sysconfig/mail%s /etc/sysconfig/mail".formatted(SAVED));
        }
        page.verbatim("systemctl restart sendmail");
    }

    private void make(Page page) {
        if (!changes.direct()) {
            host.distribution().make().forEach(page::verbatim);
        }
        String cf = host.sendmail().cfPath();
        page.verbatim("diff %s %s".formatted(cf + SAVED, cf));
    }

    private void beside(Page page) {
        page.heading("STEP 3. Run smtpward beside sendmail, watching only");
        if (host.machine().hasOldSystemd()) {
            page.paragraph("This systemd is older than %d:".formatted(Machine.AMBIENT_CAPABILITIES));
            for (String dropIn : source.transparent() ? OLD_SYSTEMD_TRANSPARENT : OLD_SYSTEMD) {
                page.verbatim("""
                    install -D -m 644 %s/%s \\
                      /etc/systemd/system/smtpward.service.d/%2$s""".formatted(host.distribution().documents(), dropIn));
            }
            page.verbatim("systemctl daemon-reload");
        }
        List<TlsFiles.Pair> pairs = host.tls().pairs();
        if (!pairs.isEmpty()) {
            page.paragraph(
                    "Copies of certificate and key: sendmail refuses a key that smtpward's group can read. Repeat"
                            + " these commands when the certificate is renewed; smtpward takes the new one by itself.");
        }
        for (int i = 0; i < pairs.size(); i++) {
            page.verbatim("install -m 644 %s \\\n  %s".formatted(pairs.get(i).chain(), ConfigurationText.chain(i)));
            page.verbatim("install -m 640 -g smtpward %s \\\n  %s"
                    .formatted(pairs.get(i).key(), ConfigurationText.key(i)));
        }
        if (!source.transparent()) {
            access(page);
        }
        page.verbatim("cp -p %s %s".formatted(CONF, CONF + SAVED));
        page.paragraph("The configuration, from the line cat to the line END:");
        page.raw("cat >%s <<'END'\n%sEND\n".formatted(CONF, configuration));
        if (source.transparent()) {
            page.verbatim("systemctl enable --now smtpward-network\nsmtpward network show");
        }
        page.verbatim("smtpward check\nsystemctl start smtpward\nsmtpward probe 127.0.0.1:%d --source %s"
                .formatted(Ports.BESIDE, SourceChoice.FIXED));
        page.paragraph(
                "Every line of check must be ok, or a warning that you understand. Send yourself a mail through port"
                        + " %d.".formatted(Ports.BESIDE));
        back(page, "mail has gone by port 25 all the time.");
        page.verbatim("systemctl stop smtpward");
        if (source.transparent()) {
            page.verbatim("systemctl disable --now smtpward-network");
        }
    }

    private void access(Page page) {
        Access access = Access.of(host.sendmail());
        page.paragraph(access.sentence());
        List<String> lines = SendmailChanges.accessLines(host.sendmail());
        if (access.isAccepted() && lines.isEmpty()) {
            return;
        }
        if (!access.isAccepted() && SendmailChanges.hasConnectLine(host.sendmail())) {
            page.paragraph("Change that line: the value of Connect:%s must be OK. Then run makemap."
                    .formatted(SourceChoice.FIXED));
        }
        Optional<String> file = host.sendmail().accessFile().filter(PlainPath::is);
        if (file.isEmpty()) {
            page.paragraph(
                    host.distribution() == Distribution.SUSE
                            ? "Set USE_ACCESS_DB=\"yes\" in /etc/sysconfig/sendmail and run /usr/lib/sendmail.d/update"
                                    + " before step 2, then start quickstart again."
                            : "Put FEATURE(`access_db')dnl above the MAILER lines of %s, make sendmail.cf, then start"
                                            .formatted(host.distribution().mc())
                                    + " quickstart again.");
            page.paragraph("These lines belong in the access map, with a tab for <TAB>:");
            page.verbatim(String.join("\n", lines).replace("\t", "<TAB>"));
            return;
        }
        String type = host.sendmail()
                .cf()
                .map("access")
                .map(MapDefinition::type)
                .filter(word -> word.matches("[a-z]{1,16}"))
                .orElse("hash");
        page.paragraph(
                "The access map gets what is missing; between the two words is a tab. They may stay when you go back: only"
                        + " smtpward comes from that address.");
        page.verbatim("cp -p %s %s".formatted(file.get(), file.get() + SAVED));
        lines.forEach(line -> page.verbatim("printf '%s\\n' >>%s".formatted(line.replace("\t", "\\t"), file.get())));
        page.verbatim("makemap %s %s <%s".formatted(type, file.get(), file.get()));
    }

    private void swap(Page page) {
        page.heading("STEP 4. Swap the ports");
        page.paragraph(
                "Port 25 is closed while sendmail stops; senders retry. smtpward.socket takes it at once: clients"
                        + " wait there until smtpward serves.");
        page.paragraph("Put %s before %s of %s:"
                .formatted(
                        changes.direct() ? "#" : "dnl and a blank",
                        changes.removed().size() == 1 ? "this line" : "these lines",
                        changes.file()));
        page.verbatim(
                changes.removed().isEmpty()
                        ? "(none that quickstart can see: whatever has sendmail at port 25)"
                        : String.join(
                                "\n",
                                changes.removed().stream().map(Printable::of).toList()));
        page.paragraph("Then:");
        make(page);
        page.verbatim("""
            systemctl stop smtpward
            sed -i 's/:%1$d"/:25"/' %2$s
            systemctl stop sendmail
            systemctl enable --now smtpward.socket; systemctl start sendmail
            systemctl enable --now smtpward
            ss -ltnp | grep -E ':(25|%3$d) '""".formatted(Ports.BESIDE, CONF, Ports.BEHIND));
        page.paragraph("smtpward must have port 25, sendmail port %d of the loopback interface alone."
                .formatted(Ports.BEHIND));
        back(page, "take out what you put before those lines, then:");
        if (!changes.direct()) {
            host.distribution().make().forEach(page::verbatim);
        }
        page.verbatim("""
            systemctl disable --now smtpward.socket smtpward
            systemctl restart sendmail
            sed -i 's/:25"/:%d"/' %s""".formatted(Ports.BESIDE, CONF));
    }

    private static void enforce(Page page) {
        page.heading("STEP 5. Watch for some days, then enforce");
        page.verbatim("""
            curl -s http://127.0.0.1:9125/metrics | grep rule_matches
            sed -i 's/mode = monitor/mode = enforce/' %1$s
            systemctl reload smtpward""".formatted(CONF));
        back(page, "at any time:");
        page.verbatim("""
            sed -i 's/mode = enforce/mode = monitor/' %1$s
            systemctl reload smtpward""".formatted(CONF));
    }

    private void closeTheWayRound(Page page) {
        page.heading("STEP 6. Close the way round");
        boolean any = false;
        for (int port : new int[] {587, 465}) {
            Serving serving = Serving.of(host, port);
            if (!serving.isServed() || serving.isLoopback()) {
                continue;
            }
            any = true;
            if (ConfigurationText.moves(serving, !host.tls().pairs().isEmpty())) {
                page.point("Port %d is sendmail's and goes past smtpward.".formatted(port));
                Warnings.auth(serving).ifPresent(page::point);
            } else {
                page.point("Port %d needs a certificate that smtpward can use; until then it goes past smtpward."
                        .formatted(port));
            }
        }
        if (!any) {
            page.paragraph(
                    "sendmail serves no other port from outside. Nothing but 127.0.0.1 and ::1 may be shown here:");
            page.verbatim("ss -ltnp | grep sendmail");
            back(page, "not needed.");
            return;
        }
        page.paragraph(
                changes.direct()
                        ? "Put # before the DaemonPortOptions lines of those ports in %s, then:"
                                .formatted(changes.file())
                        : "In %s put dnl before the DAEMON_OPTIONS lines of those ports, and, for the port 587 that has none, FEATURE(`no_default_msa')dnl above the MAILER lines; then:"
                                .formatted(changes.file()));
        make(page);
        page.verbatim("""
            sed -i 's/#{ name/{ name/' %s
            smtpward check
            systemctl restart sendmail && systemctl restart smtpward
            ss -ltnp | grep sendmail""".formatted(CONF));
        back(page, "those lines as they were, then:");
        if (!changes.direct()) {
            host.distribution().make().forEach(page::verbatim);
        }
        page.verbatim("""
            sed -i 's/{ name = sub/#&/' %s
            systemctl restart smtpward && systemctl restart sendmail""".formatted(CONF));
    }

    private static void back(Page page, String words) {
        page.paragraph("Back: " + words);
    }
}
