package org.smtpward.lab;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A real sendmail 8.15.2 in a root directory of its own, for as long as this object is open. Several may run at once.
 *
 * <p>It is the mail server of {@code example.test}: every name there is a mailbox but {@code nobody}; mail for others
 * is relayed for 127.0.0.1 and for who authenticates (user {@code alice}, password {@code secret}), not for 127.0.0.2.
 * A message is delivered before its 250 is sent. What it relays stays in its queue. Nothing asks the DNS.
 *
 * <p>When the JVM dies, sendmail dies too (see {@code src/test/lab/run}).
 */
public final class Sendmail implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final LabRoot root;
    private final Place place;
    private final InetSocketAddress address;
    private final Syslog syslog;
    private final Process daemon;

    private Sendmail(LabRoot root, Place place, InetSocketAddress address, Syslog syslog, Process daemon) {
        this.root = root;
        this.place = place;
        this.address = address;
        this.syslog = syslog;
        this.daemon = daemon;
    }

    /**
     * What a test asks of its sendmail. Debian has ported checks against SMTP smuggling back to 8.15.2; {@code
     * unpatched} says whether they are off. They are switched by {@code Srv_Features:} in the access map, a key that
     * {@code access} cannot have a second time.
     *
     * @param access lines of the access map
     * @param config lines added to sendmail.cf
     * @param names lines added to etc/hosts: what sendmail makes of the addresses of its clients
     * @param files what stands in files of the root instead, by their names in it; root alone can read them
     */
    public record Options(
            Place place,
            boolean tls,
            boolean auth,
            boolean unpatched,
            int logLevel,
            List<String> access,
            List<String> config,
            List<String> names,
            Map<String, String> files) {

        /** On 127.0.0.1, unpatched, without STARTTLS and AUTH, with sendmail's own log level. */
        public static Options defaults() {
            return new Options(Place.HERE, false, false, true, 9, List.of(), List.of(), List.of(), Map.of());
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
            return new Options(newPlace, tls, auth, unpatched, logLevel, access, config, names, files);
        }

        /** Offers STARTTLS, with {@link Sendmail#certificate()}. */
        public Options withTls() {
            return new Options(place, true, auth, unpatched, logLevel, access, config, names, files);
        }

        /** Offers AUTH PLAIN and LOGIN, in the clear too. */
        public Options withAuth() {
            return new Options(place, tls, true, unpatched, logLevel, access, config, names, files);
        }

        /** Switches Debian's checks against SMTP smuggling on: bare CR, bare LF and NUL in mail data are refused. */
        public Options patched() {
            return new Options(place, tls, auth, false, logLevel, access, config, names, files);
        }

        /** From 15 on the log has every command and reply. */
        public Options withLogLevel(int newLogLevel) {
            return new Options(place, tls, auth, unpatched, newLogLevel, access, config, names, files);
        }

        /**
         * Lines such as {@code Connect:192.0.2.1 REJECT}; {@code GreetPause:}, {@code ClientRate:} and {@code
         * ClientConn:} count too. Sendmail writes out IPv6 addresses: {@code IPv6:2001:db8:0:0:0:0:0:1}.
         */
        public Options withAccess(String... lines) {
            return new Options(place, tls, auth, unpatched, logLevel, join(access, lines), config, names, files);
        }

        public Options withConfig(String... lines) {
            return new Options(place, tls, auth, unpatched, logLevel, access, join(config, lines), names, files);
        }

        /** Lines such as {@code 192.0.2.1 client.test}; a client without one is nameless. */
        public Options withNames(String... lines) {
            return new Options(place, tls, auth, unpatched, logLevel, access, config, join(names, lines), files);
        }

        /** Another text in a file of the root. */
        public Options withFile(String name, String text) {
            Map<String, String> more = new TreeMap<>(files);
            more.put(name, text);
            return new Options(place, tls, auth, unpatched, logLevel, access, config, names, more);
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
        for (int attempt = 1; ; attempt++) {
            Sendmail sendmail = launch(options);
            try {
                if (sendmail.awaitStart()) {
                    return sendmail;
                }
            } catch (RuntimeException | Error e) {
                sendmail.close();
                throw e;
            }
            sendmail.close();
            if (attempt == options.place().attempts()) {
                throw new LabFailure("no free port in " + attempt + " attempts, the last at " + sendmail.address);
            }
        }
    }

    private static Sendmail launch(Options options) {
        try {
            Place place = options.place();
            List<InetSocketAddress> addresses = place.choose();
            LabRoot root = LabRoot.create("sendmail", "bullseye");
            SendmailConfig.write(root, addresses, options);
            for (Map.Entry<String, String> file : options.files().entrySet()) {
                root.replace(file.getKey(), file.getValue());
            }
            Syslog syslog = Syslog.listen(root.resolve("dev/log"));
            List<String> command = new ArrayList<>(List.of("setsid"));
            command.addAll(place.command(root.inside("/usr/local/bin/run", "/usr/libexec/sendmail/sendmail", "-bD")));
            Process daemon = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(Redirect.to(root.resolve("run.out").toFile()))
                    .start();
            return new Sendmail(root, place, addresses.getFirst(), syslog, daemon);
        } catch (IOException e) {
            throw new LabFailure("cannot start sendmail", e);
        }
    }

    /** False when somebody else has the port. */
    private boolean awaitStart() {
        Await.until(
                PATIENCE,
                () -> listens() || !daemon.isAlive() || portIsTaken(),
                () -> "sendmail listens; " + diagnosis());
        if (!daemon.isAlive()) {
            throw new LabFailure("sendmail ended at once; " + diagnosis());
        }
        return listens();
    }

    /**
     * Sendmail binds, writes its pid file, and listens. With the pid file there the port is its own; whether it
     * listens is read in /proc, as trying to connect would be a session in its log.
     */
    private boolean listens() {
        return Files.exists(root.resolve("run/sendmail.pid")) && place.listens(port());
    }

    private boolean portIsTaken() {
        return syslog.lines().stream().anyMatch(line -> line.contains("cannot bind"));
    }

    private String diagnosis() {
        try {
            return "it said: " + Files.readString(root.resolve("run.out"), ISO_8859_1) + "\nand logged: " + log();
        } catch (IOException e) {
            return "and left no trace: " + e;
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
        return visibleFiles("var/mail", "").stream().map(DeliveredMessage::read).toList();
    }

    /** Waits until at least {@code count} messages have been delivered. */
    public List<DeliveredMessage> awaitMessages(int count, Duration timeout) {
        Await.until(
                timeout,
                () -> visibleFiles("var/mail", "").size() >= count,
                () -> count + " messages; there are " + messages() + "\nand the log " + log());
        return messages();
    }

    /** Waits for a message that fits; returns the first such. */
    public DeliveredMessage awaitMessage(Predicate<DeliveredMessage> wanted, Duration timeout) {
        Await.until(
                timeout, () -> messages().stream().anyMatch(wanted), () -> "a certain message; the log is " + log());
        return messages().stream().filter(wanted).findFirst().orElseThrow();
    }

    /** The control files ("qf") of the messages accepted for relaying, which nobody ever sends on. */
    public List<String> queue() {
        return visibleFiles("var/spool/mqueue", "qf").stream()
                .map(Sendmail::text)
                .toList();
    }

    /** All that sendmail has logged before this call. */
    public List<String> log() {
        return syslog.lines();
    }

    /** Waits until sendmail has logged a line that fits; returns the first such. */
    public String awaitLog(Predicate<String> wanted, Duration timeout) {
        Await.until(
                timeout, () -> log().stream().anyMatch(wanted), () -> "a certain line in the log, which is " + log());
        return log().stream().filter(wanted).findFirst().orElseThrow();
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

    /** False for the dead whom nobody has buried yet: they have no command. */
    private static boolean isRunning(ProcessHandle process) {
        return process.isAlive() && process.info().command().isPresent();
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
        try {
            List<ProcessHandle> all = Stream.concat(Stream.of(daemon.toHandle()), daemon.descendants())
                    .toList();
            daemon.getOutputStream().close(); // run kills its process group
            if (!daemon.waitFor(5, TimeUnit.SECONDS)) {
                all.forEach(ProcessHandle::destroyForcibly);
            }
            Await.until(PATIENCE, () -> all.stream().noneMatch(Sendmail::isRunning), () -> "the end of " + all);
            syslog.close();
            root.delete();
        } catch (IOException e) {
            throw new LabFailure("cannot clean up", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabFailure("interrupted", e);
        }
    }

    private List<Path> visibleFiles(String directory, String prefix) {
        try (Stream<Path> files = Files.list(root.resolve(directory))) {
            return files.filter(file -> !file.getFileName().toString().startsWith("."))
                    .filter(file -> file.getFileName().toString().startsWith(prefix))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new LabFailure("cannot list " + directory, e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, ISO_8859_1);
        } catch (IOException e) {
            throw new LabFailure("cannot read " + file, e);
        }
    }
}
