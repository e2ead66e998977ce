package org.smtpward.lab;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What differs between two instances: the end of sendmail.cf, the access map and the names of the clients. */
final class SendmailConfig {
    private SendmailConfig() {}

    static void write(LabRoot root, List<InetSocketAddress> addresses, Sendmail.Options options) throws IOException {
        if (options.files().containsKey(Sendmail.Options.FEATURES)) {
            makeAnew(root, options.files().get(Sendmail.Options.FEATURES));
        }
        String template = Files.readString(root.resolve("etc/mail/sendmail.cf.in"), ISO_8859_1);
        String daemons = addresses.stream()
                .map(address -> daemon(address, options))
                .collect(Collectors.joining("\nO DaemonPortOptions="));
        String cf = template.replace("@DAEMON@", daemons) + String.join("\n", lines(options)) + "\n";
        Files.writeString(root.resolve("etc/mail/sendmail.cf"), cf, ISO_8859_1);
        writeAccess(root, options);
        if (!options.names().isEmpty()) {
            String hosts = Files.readString(root.resolve("etc/hosts"), ISO_8859_1);
            root.replace("etc/hosts", hosts + String.join("\n", options.names()) + "\n");
        }
    }

    /** With lines for m4 before the mailers, where features have to be. */
    private static void makeAnew(LabRoot root, String lines) throws IOException {
        String mc = Files.readString(root.resolve("etc/mail/sendmail.mc"), ISO_8859_1);
        root.replace("etc/mail/sendmail.mc", mc.replace("DAEMON_OPTIONS(", lines + "DAEMON_OPTIONS("));
        Files.delete(root.resolve("etc/mail/sendmail.cf.in"));
        root.shell(
                "cd /etc/mail; cf=/usr/share/sendmail/cf; m4 -D_CF_DIR_=$cf/ $cf/m4/cf.m4 sendmail.mc >sendmail.cf.in");
    }

    /** Makes the access map anew, also while sendmail runs. */
    static void writeAccess(LabRoot root, Sendmail.Options options) throws IOException {
        Files.write(root.resolve("etc/mail/access"), access(options), ISO_8859_1);
        root.makemap("access");
    }

    /** Modifier A: no AUTH, which sendmail would offer otherwise. */
    private static String daemon(InetSocketAddress address, Sendmail.Options options) {
        String family = address.getAddress() instanceof Inet6Address ? "inet6" : "inet";
        return "Name=MTA, Family=" + family + ", Addr=" + address.getAddress().getHostAddress() + ", Port="
                + address.getPort() + (options.auth() ? "" : ", M=A");
    }

    private static List<String> lines(Sendmail.Options options) {
        List<String> lines = new ArrayList<>();
        lines.add("O LogLevel=" + options.logLevel());
        if (options.version() != Sendmail.Version.V8_18_1) {
            lines.add("O RejectNUL=" + (options.unpatched() ? "False" : "True"));
        }
        if (options.tls()) {
            // A CA is not used, but without one sendmail 8.15 does not offer STARTTLS.
            lines.addAll(List.of(
                    "O ServerCertFile=/etc/mail/tls/cert.pem",
                    "O ServerKeyFile=/etc/mail/tls/key.pem",
                    "O CACertFile=/etc/mail/tls/cert.pem",
                    "O CACertPath=/etc/mail/tls"));
        }
        lines.addAll(options.config());
        return lines;
    }

    /** Lower case demands of the client: o an end of data in CRLF.CRLF only, g no bare LF, u no bare CR. */
    private static List<String> access(Sendmail.Options options) {
        List<String> lines = new ArrayList<>(options.access());
        lines.add("Srv_Features:\t" + (options.unpatched() ? "F O G U" : "o g u"));
        return lines;
    }
}
