package org.smtpward.quickstart;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.smtpward.sendmail.ClientFeatures;
import org.smtpward.sendmail.DaemonPort;
import org.smtpward.sendmail.Printable;

/**
 * The plan for a host: what is there, what to mind, six steps in the order of docs/operations.md, what is not known. Plain ASCII for
 * 80 columns; nothing out of a file is unescaped.
 */
public final class Plan {
    private final Host host;
    private final SourceChoice source;
    private final SendmailChanges changes;

    private Plan(Host host) {
        this.host = host;
        this.source = SourceChoice.of(host.machine());
        this.changes = SendmailChanges.of(host, source);
    }

    public static Plan of(Host host) {
        return new Plan(host);
    }

    /** The whole plan. */
    public String text() {
        var page = new Page();
        page.heading("smtpward quickstart: a plan for this host. Nothing has been changed.");
        page.heading("WHAT IS HERE");
        facts(page);
        features(page);
        warnings(page);
        page.heading("SOURCE OF BACKEND CONNECTIONS: " + (source.transparent() ? "transparent" : "fixed"));
        page.paragraph(source.reason());
        new Steps(host, source, changes, configuration()).write(page);
        page.heading("NOT FOUND OUT");
        if (host.unknown().isEmpty()) {
            page.paragraph("Nothing: all of it could be read.");
        }
        host.unknown().forEach(page::point);
        return page.toString();
    }

    /** The smtpward.conf of step 3. */
    public String configuration() {
        return ConfigurationText.of(host, source);
    }

    /** Files for {@code --write}, by name: the plan, the configuration, what is added to sendmail's configuration. */
    public Map<String, String> files() {
        Map<String, String> files = new LinkedHashMap<>();
        files.put("plan.txt", text());
        files.put("smtpward.conf", configuration());
        if (!changes.added().isEmpty()) {
            files.put(changes.direct() ? "sendmail.cf.add" : "sendmail.mc.add", lines(changes.added()));
        }
        if (!source.transparent()) {
            files.put("access.add", lines(SendmailChanges.accessLines(host.sendmail())));
        }
        return files;
    }

    private static String lines(List<String> lines) {
        return String.join("\n", lines) + "\n";
    }

    private void facts(Page page) {
        Machine machine = host.machine();
        page.fact(
                "system",
                machine.system()
                        + machine.kernel().map(kernel -> ", kernel " + kernel).orElse("")
                        + machine.systemd()
                                .map(version -> ", systemd " + version)
                                .orElse(""));
        page.fact(
                "filter",
                machine.packetFilter().isEmpty()
                        ? "neither nft nor iptables; a sendmail on this host needs none"
                        : machine.packetFilter() + " (not needed for a sendmail on this host)");
        page.fact(
                "sendmail",
                host.sendmail().version().orElse("version unknown") + ", "
                        + host.sendmail().cfPath());
        for (int port : new int[] {25, 465, 587}) {
            page.fact("port " + port, port(Serving.of(host, port)));
        }
        page.fact("TLS", tls());
        page.fact("privacy", option("PrivacyOptions", 'p'));
        page.fact("AUTH", option("AuthMechanisms", (char) 0));
        page.fact("access map", Access.of(host.sendmail()).sentence());
        page.fact(
                "local mail",
                host.sendmail()
                        .submission()
                        .map(to -> "submit.cf hands it to " + Printable.of(to) + "; no change needed")
                        .orElse("unknown"));
    }

    private String option(String name, char letter) {
        return host.sendmail()
                .cf()
                .option(name, letter)
                .map(value -> Printable.of(value.replaceAll(",[ \t]*", ", ")))
                .orElse("not set");
    }

    private String port(Serving serving) {
        if (!serving.isServed()) {
            return "not served";
        }
        var daemons = new ArrayList<String>();
        for (DaemonPort daemon : serving.daemons()) {
            daemons.add(Printable.of(daemon.name())
                    + (daemon.modifiers().isEmpty() ? "" : " M=" + Printable.of(daemon.modifiers())));
        }
        return String.join(" ", serving.hosts()) + (daemons.isEmpty() ? "" : " (" + String.join(", ", daemons) + ")");
    }

    private String tls() {
        return host.tls().pairs().isEmpty()
                ? "no certificate that smtpward can use"
                : String.join(
                        "; ",
                        host.tls().pairs().stream()
                                .map(pair -> pair.chain() + " with " + pair.key())
                                .toList());
    }

    private void features(Page page) {
        page.heading("FEATURES OF SENDMAIL THAT LOOK AT THE CLIENT");
        List<ClientFeatures.Found> found = host.sendmail().features();
        if (found.isEmpty()) {
            page.paragraph("None.");
            return;
        }
        for (ClientFeatures.Found feature : found) {
            page.point(
                    source.transparent()
                            ? feature.title()
                            : feature.title() + ": " + feature.feature().withFixedSource() + ".");
        }
        if (source.transparent()) {
            page.paragraph("All of them work as they do today, as the source is transparent.");
        }
    }

    private void warnings(Page page) {
        List<String> warnings = Warnings.of(host, source);
        if (!warnings.isEmpty()) {
            page.heading("WARNINGS");
            warnings.forEach(page::point);
        }
    }
}
