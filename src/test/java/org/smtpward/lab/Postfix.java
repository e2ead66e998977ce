package org.smtpward.lab;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A real Postfix (3.10, of Debian trixie) in a root directory of its own, for as long as this object is open. Several
 * may run at once.
 *
 * <p>It is the mail server of {@code example.test}: every name there is a mailbox but {@code nobody}; mail for others
 * is relayed for 127.0.0.1 and stays in its queue. A message is delivered soon after its 250. Nothing asks the DNS.
 */
public final class Postfix implements AutoCloseable {
    private static final String PID_FILE = "var/spool/postfix/pid/master.pid";

    private final LabRoot root;
    private final InetSocketAddress address;
    private final Daemon daemon;

    private Postfix(LabRoot root, InetSocketAddress address, Daemon daemon) {
        this.root = root;
        this.address = address;
        this.daemon = daemon;
    }

    /**
     * What a test asks of its Postfix.
     *
     * @param config lines added to main.cf
     * @param names lines added to etc/hosts: what Postfix makes of the addresses of its clients
     */
    public record Options(Place place, boolean tls, List<String> config, List<String> names) {

        /** On 127.0.0.1, without STARTTLS. */
        public static Options defaults() {
            return new Options(Place.HERE, false, List.of(), List.of());
        }

        /** At one address or several, of IPv4 and IPv6. */
        public Options at(String... addresses) {
            return new Options(place.at(List.of(addresses)), tls, config, names);
        }

        /** In {@code host}, at {@code port}, which must be free. */
        public Options on(NetworkHost host, int port) {
            return new Options(place.on(host, port), tls, config, names);
        }

        /** Offers STARTTLS, with {@link Postfix#certificate()}. */
        public Options withTls() {
            return new Options(place, true, config, names);
        }

        /** Lines such as {@code smtpd_upstream_proxy_protocol = haproxy}. */
        public Options withConfig(String... lines) {
            return new Options(place, tls, join(config, lines), names);
        }

        /** Lines such as {@code 192.0.2.1 client.test}; a client without one is {@code unknown}. */
        public Options withNames(String... lines) {
            return new Options(place, tls, config, join(names, lines));
        }

        private static List<String> join(List<String> some, String... more) {
            return Stream.concat(some.stream(), Stream.of(more)).toList();
        }
    }

    public static Postfix start() {
        return start(Options.defaults());
    }

    /** Returns when Postfix accepts connections. */
    public static Postfix start(Options options) {
        Postfix postfix = launch(options);
        try {
            postfix.daemon.awaitStart(options.place(), postfix.port(), PID_FILE, "Address already in use");
            return postfix;
        } catch (RuntimeException | Error e) {
            postfix.close();
            throw e;
        }
    }

    private static Postfix launch(Options options) {
        try {
            List<InetSocketAddress> addresses = options.place().choose();
            LabRoot root = LabRoot.create("postfix", "trixie");
            write(root, addresses, options);
            // -d: neither into the background nor out of the process group that run kills.
            Daemon daemon = Daemon.start(root, options.place(), "/usr/lib/postfix/sbin/master", "-d");
            return new Postfix(root, addresses.getFirst(), daemon);
        } catch (IOException e) {
            throw new LabFailure("cannot start Postfix", e);
        }
    }

    private static void write(LabRoot root, List<InetSocketAddress> addresses, Options options) throws IOException {
        String main = Files.readString(root.resolve("etc/postfix/main.cf.in"), ISO_8859_1);
        if (options.tls()) {
            main += """
                    smtpd_tls_security_level = may
                    smtpd_tls_cert_file = /etc/postfix/cert.pem
                    smtpd_tls_key_file = /etc/postfix/key.pem
                    """;
        }
        root.replace("etc/postfix/main.cf", main + String.join("\n", options.config()) + "\n", "rw-r--r--");
        String master = Files.readString(root.resolve("etc/postfix/master.cf.in"), ISO_8859_1);
        String listeners = addresses.stream().map(Postfix::listener).collect(Collectors.joining("\n"));
        root.replace("etc/postfix/master.cf", master.replace("@LISTENERS@", listeners), "rw-r--r--");
        if (!options.names().isEmpty()) {
            String hosts = Files.readString(root.resolve("etc/hosts"), ISO_8859_1);
            root.replace("etc/hosts", hosts + String.join("\n", options.names()) + "\n", "rw-r--r--");
        }
    }

    private static String listener(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        String literal = address.getAddress() instanceof Inet6Address ? "[" + host + "]" : host;
        return literal + ":" + address.getPort() + " inet n - n - - smtpd";
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
        return root.resolve("etc/postfix/cert.pem");
    }

    /** The messages delivered so far, in the order of delivery. */
    public List<DeliveredMessage> messages() {
        return daemon.messages();
    }

    /** Waits until at least {@code count} messages have been delivered. */
    public List<DeliveredMessage> awaitMessages(int count, Duration timeout) {
        return daemon.awaitMessages(count, timeout);
    }

    /** All that Postfix has logged before this call. */
    public List<String> log() {
        return daemon.log();
    }

    /** Waits until Postfix has logged a line that fits; returns the first such. */
    public String awaitLog(Predicate<String> wanted, Duration timeout) {
        return daemon.awaitLog(wanted, timeout);
    }

    /** Kills Postfix and its sessions and deletes its root. */
    @Override
    public void close() {
        daemon.close();
    }
}
