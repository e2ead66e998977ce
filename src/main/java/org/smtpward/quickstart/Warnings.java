package org.smtpward.quickstart;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import org.smtpward.sendmail.DaemonPort;
import org.smtpward.sendmail.Printable;
import org.smtpward.sendmail.SendmailCf;

/** What an operator has to know before the first step: settings that change their meaning, or their safety, behind a proxy. */
final class Warnings {
    private Warnings() {}

    /** A sentence or two each, printable. */
    static List<String> of(Host host, SourceChoice source) {
        var warnings = new ArrayList<String>();
        SendmailCf cf = host.sendmail().cf();
        ports(host, warnings);
        if (cf.isTrue("SevenBitInput", '7')) {
            warnings.add("SevenBitInput is true: sendmail strips the eighth bit of mail data, and octets 0x8D 0x8A 0xAE"
                    + " become CR, LF and a dot behind smtpward (CVE-2023-51765). Set it to False.");
        }
        securityLayers(cf).ifPresent(warnings::add);
        milters(host, source).ifPresent(warnings::add);
        Serving.of(host, 25).daemons().stream()
                .filter(daemon -> daemon.modifiers().contains("b"))
                .findFirst()
                .ifPresent(daemon -> warnings.add("Port 25 has M=b: outgoing mail leaves from the address that its mail"
                        + " came in at. Behind smtpward that would be 127.0.0.1, so the new port has no b."));
        submission(host).ifPresent(warnings::add);
        host.tls().warnings().forEach(warnings::add);
        if (!source.transparent()) {
            Access.of(host.sendmail()).warning().ifPresent(warnings::add);
        }
        return List.copyOf(warnings);
    }

    private static void ports(Host host, List<String> warnings) {
        Serving smtp = Serving.of(host, 25);
        if (!smtp.isServed()) {
            warnings.add(
                    "sendmail does not listen at port 25, neither now nor by its configuration. The plan takes 0.0.0.0;"
                            + " change that if it is not meant.");
        } else if (smtp.isLoopback()) {
            warnings.add(
                    "sendmail listens at port 25 of the loopback interface only: no mail from outside reaches it. The"
                            + " plan keeps it so.");
        }
        var others = new TreeSet<String>();
        for (ListeningSocket socket : host.sockets()) {
            boolean ours = socket.port() == Ports.BEHIND || socket.port() == Ports.BESIDE;
            boolean known = socket.program().isEmpty()
                    || socket.program().startsWith("sendmail")
                    || socket.program().startsWith("sm-mta");
            if (!known || ours && socket.port() == Ports.BESIDE) {
                others.add("Port %d is taken by %s.%s"
                        .formatted(
                                socket.port(),
                                socket.program().isEmpty() ? "a program" : "the program " + socket.program(),
                                ours ? " The plan needs it: take another number." : " It is not sendmail."));
            }
        }
        warnings.addAll(others);
    }

    /** RFC 4422 §3.7: after such an AUTH the session is encrypted inside, and a proxy reads noise. */
    private static Optional<String> securityLayers(SendmailCf cf) {
        var layered = new ArrayList<String>();
        String mechanisms = cf.option("AuthMechanisms", (char) 0).orElse("").toUpperCase(Locale.ROOT);
        for (String mechanism : List.of("DIGEST-MD5", "GSSAPI", "KERBEROS_V4")) {
            if (List.of(mechanisms.split("[ \t,]+", -1)).contains(mechanism)) {
                layered.add(mechanism);
            }
        }
        boolean forbidden =
                cf.option("AuthMaxBits", (char) 0).filter("0"::equals).isPresent();
        return layered.isEmpty() || forbidden
                ? Optional.empty()
                : Optional.of(
                        "AuthMechanisms has %s, which can encrypt the session after AUTH (RFC 4422 security layer)."
                                        .formatted(String.join(" and ", layered))
                                + " A proxy cannot read that, and such a session ends. Take them out, or set AuthMaxBits to 0"
                                + " (confAUTH_MAX_BITS), which forbids layers.");
    }

    private static Optional<String> milters(Host host, SourceChoice source) {
        List<String> names = host.sendmail().cf().milters().stream()
                .map(milter -> Printable.of(milter.name()))
                .toList();
        if (names.isEmpty()) {
            return Optional.empty();
        }
        String seen = source.transparent()
                ? "they see each client's own address, as before"
                : "they see " + SourceChoice.FIXED + " as every client: SPF, greylisting and reputation fail";
        return Optional.of("Milters (%s): %s. One that goes by {daemon_name} sees Behind instead of MTA."
                .formatted(String.join(", ", names), seen));
    }

    /** The sendmail command, cron and the like. */
    private static Optional<String> submission(Host host) {
        Optional<String> to = host.sendmail().submission();
        boolean local = to.filter(host25 -> host25.matches("\\[?(127\\.0\\.0\\.1|localhost|::1|IPv6:::1)\\]?"))
                .isPresent();
        return to.isEmpty() || local
                ? Optional.empty()
                : Optional.of("submit.cf hands local mail to %s, not to this host: smtpward does not see it."
                        .formatted(Printable.of(to.get())));
    }

    /** Of ports that demand AUTH, when smtpward takes them over. */
    static Optional<String> auth(Serving serving) {
        return serving.demandsAuth()
                ? Optional.of(
                        "Port %d demands AUTH today (M=a: %s). smtpward hands its sessions to port %d, which does not:"
                                        .formatted(serving.port(), names(serving.daemons()), Ports.BEHIND)
                                + " mail to local users needs no AUTH there then. Relaying still does. If that matters, leave port"
                                + " %d to sendmail, and know that it goes past smtpward.".formatted(serving.port()))
                : Optional.empty();
    }

    private static String names(List<DaemonPort> daemons) {
        return String.join(
                ", ",
                daemons.stream().map(daemon -> Printable.of(daemon.name())).toList());
    }
}
