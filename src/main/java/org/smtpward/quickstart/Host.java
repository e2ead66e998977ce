package org.smtpward.quickstart;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.smtpward.sendmail.SendmailException;

/**
 * A mail host: all that the plan is made of.
 *
 * @param machine its operating system
 * @param distribution its way to make sendmail.cf
 * @param sendmail its configuration
 * @param sockets who listens at the ports of mail
 * @param tls sendmail's certificates
 * @param unknown what could not be found out, a sentence each, printable
 */
public record Host(
        Machine machine,
        Distribution distribution,
        SendmailHost sendmail,
        List<ListeningSocket> sockets,
        TlsFiles tls,
        List<String> unknown) {
    private static final Set<Integer> PORTS = Set.of(25, 465, 587, Ports.BEHIND, Ports.BESIDE);

    /**
     * Reads the host whose root directory is {@code root}; with another machine's root no /proc tells who listens.
     *
     * @return empty: no sendmail.cf is there
     * @throws SendmailException sendmail.cf cannot be used
     */
    public static Optional<Host> read(Path root, HostPrograms programs) throws SendmailException {
        var files = new HostFiles(root);
        Distribution distribution = Distribution.of(files);
        Optional<SendmailHost> sendmail = SendmailHost.read(files, programs, distribution);
        if (sendmail.isEmpty()) {
            return Optional.empty();
        }
        Machine machine = Machine.read(files, programs);
        List<ListeningSocket> sockets = ListeningSocket.read(files, PORTS);
        TlsFiles tls = TlsFiles.of(sendmail.get().cf(), files);
        var unknown = new ArrayList<>(files.troubles());
        unknown.addAll(gaps(machine, sendmail.get(), sockets));
        return Optional.of(new Host(
                machine,
                distribution,
                sendmail.get(),
                sockets,
                tls,
                unknown.stream().distinct().toList()));
    }

    private static List<String> gaps(Machine machine, SendmailHost sendmail, List<ListeningSocket> sockets) {
        var gaps = new ArrayList<String>();
        if (machine.kernel().isEmpty()) {
            gaps.add("the kernel (/proc/sys/kernel/osrelease)");
        }
        if (machine.hasSystemd() && machine.systemd().isEmpty()) {
            gaps.add("the version of systemd; before %d use old-systemd.conf, too"
                    .formatted(Machine.AMBIENT_CAPABILITIES));
        }
        if (sockets.stream().noneMatch(socket -> socket.port() == 25)) {
            gaps.add("who listens at port 25: nobody now, or /proc/net cannot be read; the plan goes by sendmail.cf");
        } else if (sockets.stream().anyMatch(socket -> socket.program().isEmpty())) {
            gaps.add("which program listens at each port; run this as root");
        }
        if (sendmail.submission().isEmpty()) {
            gaps.add("where the sendmail command hands local mail to (MTAHost in /etc/mail/submit.cf)");
        }
        if (sendmail.accessFile().isPresent() && sendmail.access().isEmpty()) {
            gaps.add("the text file of the access map");
        }
        if (sendmail.mcDaemons().isEmpty()) {
            gaps.add("the m4 file that sendmail.cf comes from; the plan changes sendmail.cf itself");
        }
        return gaps;
    }
}
