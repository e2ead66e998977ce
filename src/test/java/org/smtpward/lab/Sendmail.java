package org.smtpward.lab;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A real sendmail, 8.15.2 unless asked for another, in a root directory of its own, for as long as this object is open. Several may run at once.
 *
 * <p>It is the mail server of {@code example.test}: every name there is a mailbox but {@code nobody}; mail for others
 * is relayed for 127.0.0.1 and for who authenticates (user {@code alice}, password {@code secret}), not for 127.0.0.2 and
 * 127.25.25.25.
 * A message is delivered before its 250 is sent. What it relays stays in its queue. Nothing asks the DNS.
 *
 * <p>When the JVM dies, sendmail dies too (see {@code src/test/lab/run}).
 */
public final class Sendmail implements AutoCloseable {
    private final LabRoot root;
    private final InetSocketAddress address;
    private final Daemon daemon;

    private Sendmail(LabRoot root, InetSocketAddress address, Daemon daemon) {
        this.root = root;
        this.address = address;
        this.daemon = daemon;
    }

    /** The sendmails that Debian still has; each is in one of its releases. */
    public enum Version {
        V8_15_2("bullseye"),
        V8_17_1("bookworm"),
        /** The first that knows of SMTP smuggling. */
        V8_18_1("trixie");

        private final String release;

        Version(String release) {
            this.release = release;
        }
    }

    /**
     * What a test asks of its sendmail. Debian has ported checks against SMTP smuggling back to 8.15.2 and 8.17.1; {@code
     * unpatched} says whether they are off. They are switched by {@code Srv_Features:} in the access map, a key that
     * {@code access} cannot have a second time.
     *
     * @param access lines of the access map
     * @param config lines added to sendmail.cf
     * @param names lines added to etc/hosts: what sendmail makes of the addresses of its clients
     * @param files what stands in files of the root instead, by their names in it; root alone can read them
     */
    public record Options(
            Version version,
            Place place,
            boolean tls,
            boolean auth,
            boolean unpatched,
            int logLevel,
            List<String> access,
            List<String> config,
            List<String> names,
            Map<String, String> files) {

        /** The file with the lines of {@link #withFeatures}. */
        static final String FEATURES = "etc/mail/features.mc";

        /** On 127.0.0.1, unpatched, without STARTTLS and AUTH, with sendmail's own log level. */
        public static Options defaults() {
            return new Options(
                    Version.V8_15_2, Place.HERE, false, false, true, 9, List.of(), List.of(), List.of(), Map.of());
        }

        /**
         * At one address or several, of IPv4 and IPv6. All there are of both is {@code "0.0.0.0", "::"} where {@code
         * net.ipv6.bindv6only} is 1; else {@code "::"} alone takes IPv4 too, and such clients are nameless.
         */
        public Options at(String... addresses) {
            return in(place.at(List.of(addresses)));
        }

        /** In {@code host}, at {@code port}, which must be free. */
        public Options on(NetworkHost host, int port) {
            return in(place.on(host, port));
        }

        private Options in(Place newPlace) {
            return new Options(version, newPlace, tls, auth, unpatched, logLevel, access, config, names, files);
        }

        /** Another sendmail, as its authors released it. */
        public Options of(Version newVersion) {
            boolean old = newVersion != Version.V8_18_1;
            return new Options(newVersion, place, tls, auth, old, logLevel, access, config, names, files);
        }

        /** Offers STARTTLS, with {@link Sendmail#certificate()}. */
        public Options withTls() {
            return new Options(version, place, true, auth, unpatched, logLevel, access, config, names, files);
        }

        /** Offers AUTH PLAIN and LOGIN, in the clear too. */
        public Options withAuth() {
            return new Options(version, place, tls, true, unpatched, logLevel, access, config, names, files);
        }

        /** Switches Debian's checks against SMTP smuggling on: bare CR, bare LF and NUL in mail data are refused. */
        public Options patched() {
            return new Options(version, place, tls, auth, false, logLevel, access, config, names, files);
        }

        /** From 15 on the log has every command and reply. */
        public Options withLogLevel(int newLogLevel) {
            return new Options(version, place, tls, auth, unpatched, newLogLevel, access, config, names, files);
        }

        /**
         * Lines such as {@code Connect:192.0.2.1 REJECT}; {@code GreetPause:}, {@code ClientRate:} and {@code
         * ClientConn:} count too. Sendmail writes out IPv6 addresses: {@code IPv6:2001:db8:0:0:0:0:0:1}.
         */
        public Options withAccess(String... lines) {
            return new Options(
                    version, place, tls, auth, unpatched, logLevel, join(access, lines), config, names, files);
        }

        public Options withConfig(String... lines) {
            return new Options(
                    version, place, tls, auth, unpatched, logLevel, access, join(config, lines), names, files);
        }

        /** Lines such as {@code 192.0.2.1 client.test}; a client without one is nameless. */
        public Options withNames(String... lines) {
            return new Options(
                    version, place, tls, auth, unpatched, logLevel, access, config, join(names, lines), files);
        }

        /** Lines for sendmail.mc such as {@code FEATURE(`require_rdns')dnl}. */
        public Options withFeatures(String... lines) {
            return withFile(FEATURES, String.join("\n", lines) + "\n");
        }

        /** Asks {@code server} for names that etc/hosts does not have. */
        public Options withNameServer(NameServer server) {
            return withFile("etc/resolv.conf", "nameserver " + server.address() + "\n")
                    .withFile("etc/mail/service.switch", "hosts\tfiles dns\naliases\tfiles\n");
        }

        /** Another text in a file of the root. */
        public Options withFile(String name, String text) {
            Map<String, String> more = new TreeMap<>(files);
            more.put(name, text);
            return new Options(version, place, tls, auth, unpatched, logLevel, access, config, names, more);
        }

        private static List<String> join(List<String> some, String... more) {
            return Stream.concat(some.stream(), Stream.of(more)).toList();
        }
    }

    public static Sendmail start() {
        return start(Options.defaults());
    }

    /** Returns when sendmail accepts connections. */
    public static Sendmail start(Options options) {
        Sendmail sendmail = launch(options);
        try {
            sendmail.daemon.awaitStart(options.place(), sendmail.port(), "run/sendmail.pid", "cannot bind");
            return sendmail;
        } catch (RuntimeException | Error e) {
            sendmail.close();
            throw e;
        }
    }

    private static Sendmail launch(Options options) {
        try {
            Place place = options.place();
            List<InetSocketAddress> addresses = place.choose();
            LabRoot root = LabRoot.create("sendmail", options.version().release);
            SendmailConfig.write(root, addresses, options);
            for (Map.Entry<String, String> file : options.files().entrySet()) {
                root.replace(file.getKey(), file.getValue());
            }
            Daemon daemon = Daemon.start(root, place, "/usr/libexec/sendmail/sendmail", "-bD");
            return new Sendmail(root, addresses.getFirst(), daemon);
        } catch (IOException e) {
            throw new LabFailure("cannot start sendmail", e);
        }
    }

    /** Another access map, from the next look-up on. */
    public void changeAccess(String... lines) {
        try {
            SendmailConfig.writeAccess(root, Options.defaults().withAccess(lines));
        } catch (IOException e) {
            throw new LabFailure("cannot change the access map", e);
        }
    }

    /** The first, if there are several. */
    public InetSocketAddress address() {
        return address;
    }

    public int port() {
        return address.getPort();
    }

    /** The self-signed certificate, PEM, of {@code mail.example.test}, {@code localhost} and 127.0.0.1. */
    public Path certificate() {
        return root.resolve("etc/mail/tls/cert.pem");
    }

    /** The messages delivered so far, in the order of delivery. */
    public List<DeliveredMessage> messages() {
        return daemon.messages();
    }

    /** Waits until at least {@code count} messages have been delivered. */
    public List<DeliveredMessage> awaitMessages(int count, Duration timeout) {
        return daemon.awaitMessages(count, timeout);
    }

    /** Waits for a message that fits; returns the first such. */
    public DeliveredMessage awaitMessage(Predicate<DeliveredMessage> wanted, Duration timeout) {
        Await.until(
                timeout, () -> messages().stream().anyMatch(wanted), () -> "a certain message; the log is " + log());
        return messages().stream().filter(wanted).findFirst().orElseThrow();
    }

    /** The control files ("qf") of the messages accepted for relaying, which nobody ever sends on. */
    public List<String> queue() {
        return daemon.visibleFiles("var/spool/mqueue", "qf").stream()
                .map(Sendmail::text)
                .toList();
    }

    /** All that sendmail has logged before this call. */
    public List<String> log() {
        return daemon.log();
    }

    /** Waits until sendmail has logged a line that fits; returns the first such. */
    public String awaitLog(Predicate<String> wanted, Duration timeout) {
        return daemon.awaitLog(wanted, timeout);
    }

    /**
     * Waits until every session has ended; its last lines are in the log then. A session that sendmail has not yet
     * accepted is not waited for: see the greeting first.
     */
    public void awaitNoSession(Duration timeout) {
        Await.until(timeout, () -> sessions().isEmpty(), () -> "the end of all sessions, " + sessions());
    }

    private List<ProcessHandle> sessions() {
        return daemon.children().filter(Sendmail::isSendmail).toList();
    }

    private static boolean isSendmail(ProcessHandle process) {
        return process.info()
                .command()
                .filter(command -> command.endsWith("/sendmail"))
                .isPresent();
    }

    /** Kills sendmail and its sessions and deletes its root. */
    @Override
    public void close() {
        daemon.close();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, ISO_8859_1);
        } catch (IOException e) {
            throw new LabFailure("cannot read " + file, e);
        }
    }
}
