package org.smtpward.quickstart;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.smtpward.sendmail.ClientFeature;
import org.smtpward.sendmail.DaemonPort;

/**
 * What changes in sendmail's configuration: in the m4 file, or in sendmail.cf itself where no m4 file is known to make it.
 *
 * @param file that is changed
 * @param direct whether that is sendmail.cf itself
 * @param why the direct way; empty else
 * @param added lines that step 2 appends
 * @param removed lines of port 25 that step 4 comments out, as {@code file} has them
 */
record SendmailChanges(String file, boolean direct, String why, List<String> added, List<String> removed) {
    SendmailChanges {
        added = List.copyOf(added);
        removed = List.copyOf(removed);
    }

    static SendmailChanges of(Host host, SourceChoice source) {
        SendmailHost sendmail = host.sendmail();
        Optional<String> why = whyDirect(host);
        boolean direct = why.isPresent();
        List<String> options = new ArrayList<>();
        if (isByDefault(host, direct)) {
            options.add("Name=MTA");
        }
        Serving smtp = Serving.of(host, 25);
        options.addAll(behind(sendmail, smtp, source));
        List<String> added =
                options.stream().map(option -> line(option, direct)).toList();
        List<String> removed = new ArrayList<>(present(sendmail, direct));
        if (isByDefault(host, direct)) {
            removed.add(line("Name=MTA", direct));
        }
        return new SendmailChanges(
                direct ? sendmail.cfPath() : host.distribution().mc(), direct, why.orElse(""), added, removed);
    }

    private static String line(String option, boolean direct) {
        return direct ? "O DaemonPortOptions=" + option : "DAEMON_OPTIONS(`" + option + "')dnl";
    }

    private static Optional<String> whyDirect(Host host) {
        SendmailHost sendmail = host.sendmail();
        if (sendmail.made()) {
            return Optional.of("MAIL_CREATE_CONFIG in /etc/sysconfig/mail lets a tool make sendmail.cf from"
                    + " /etc/sysconfig/sendmail. The tool would undo the change, so it is switched off, and what it made"
                    + " last is changed.");
        }
        if (sendmail.mcDaemons().isEmpty()) {
            return Optional.of(host.distribution().mc() + " cannot be read.");
        }
        // FEATURE(`no_default_msa') or not: that line has no DAEMON_OPTIONS.
        long inCf = sendmail.cf().daemons().stream()
                .filter(daemon -> !daemon.text().equals("Port=587, Name=MSA, M=E"))
                .count();
        int inMc = sendmail.mcDaemons().get().size();
        return inCf == Math.max(1, inMc)
                ? Optional.empty()
                : Optional.of("%s has %d DAEMON_OPTIONS lines and sendmail.cf %d, so it may not come from there."
                        .formatted(host.distribution().mc(), inMc, inCf));
    }

    /** Whether sendmail listens at port 25 without a line that says so; the first line of another port would end that. */
    private static boolean isByDefault(Host host, boolean direct) {
        return direct
                ? host.sendmail().cf().daemons().getFirst().line() == 0
                : host.sendmail().mcDaemons().orElse(List.of()).isEmpty();
    }

    /** The new ports, with the modifiers and milters of the old one. */
    private static List<String> behind(SendmailHost sendmail, Serving smtp, SourceChoice source) {
        if (sendmail.cf().daemons().stream().anyMatch(daemon -> daemon.port() == Ports.BEHIND)) {
            return List.of();
        }
        String like = likeToday(smtp);
        return Stream.of(
                        "Name=Behind, Addr=127.0.0.1, Port=" + Ports.BEHIND + like,
                        source.transparent() && smtp.ipv6()
                                ? "Name=Behind6, Family=inet6, Addr=::1, Port=" + Ports.BEHIND + like
                                : "")
                .filter(option -> !option.isEmpty())
                .toList();
    }

    private static String likeToday(Serving smtp) {
        Optional<DaemonPort> today = smtp.daemons().stream().findFirst();
        // b binds outgoing mail to the address of the daemon, which is the loopback interface now.
        String modifiers = today.map(daemon -> daemon.modifiers().replaceAll("[^A-Za-z]|b", ""))
                .filter(letters -> !letters.isEmpty())
                .map(letters -> ", M=" + letters)
                .orElse("");
        String filters = today.flatMap(DaemonPort::filters)
                .filter(names -> names.matches("[A-Za-z0-9_;.-]{1,200}"))
                .map(names -> ", InputMailFilters=" + names)
                .orElse("");
        return modifiers + filters;
    }

    private static List<String> present(SendmailHost sendmail, boolean direct) {
        if (direct) {
            return sendmail.cf().daemons().stream()
                    .filter(daemon -> daemon.line() > 0 && daemon.port() == 25 && !daemon.unix())
                    .map(daemon -> "O DaemonPortOptions=" + daemon.text())
                    .toList();
        }
        return sendmail.mcDaemons().orElse(List.of()).stream()
                .filter(line -> DaemonPort.parse(
                                        0,
                                        line.replaceFirst("^DAEMON_OPTIONS\\([`\\s]*", "")
                                                .replaceFirst("'?\\).*$", ""))
                                .port()
                        == 25)
                .toList();
    }

    /** The lines for the fixed source in the access map: accepted, not relayed, and no limit that is for one client. */
    static List<String> accessLines(SendmailHost sendmail) {
        var lines = new ArrayList<String>();
        lines.add("Connect:" + SourceChoice.FIXED + "\tOK");
        if (has(sendmail, ClientFeature.RATE_CONTROL)) {
            lines.add("ClientRate:" + SourceChoice.FIXED + "\t0");
        }
        if (has(sendmail, ClientFeature.CONNECTION_CONTROL)) {
            lines.add("ClientConn:" + SourceChoice.FIXED + "\t0");
        }
        if (has(sendmail, ClientFeature.GREET_PAUSE)) {
            lines.add("GreetPause:" + SourceChoice.FIXED + "\t0");
        }
        // makemap refuses a second line with the same key.
        lines.removeIf(line -> isThere(sendmail, line));
        return List.copyOf(lines);
    }

    /** Whether the access map has a line for the fixed source itself. */
    static boolean hasConnectLine(SendmailHost sendmail) {
        return isThere(sendmail, "Connect:" + SourceChoice.FIXED + "\t");
    }

    private static boolean isThere(SendmailHost sendmail, String line) {
        String key = line.substring(0, line.indexOf('\t'));
        return sendmail.access().filter(map -> map.has(key)).isPresent();
    }

    private static boolean has(SendmailHost sendmail, ClientFeature feature) {
        return sendmail.features().stream().anyMatch(found -> found.feature() == feature);
    }
}
