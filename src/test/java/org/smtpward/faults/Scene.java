package org.smtpward.faults;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.smtpward.Proxy;
import org.smtpward.config.ConfigurationLoader;
import org.smtpward.demo.ThrowAwayCertificate;
import org.smtpward.faults.Step.Setting;
import org.smtpward.lab.FreePort;

/**
 * Proxies with short limits, one for each setting, and the backend that all of them have. Which client a connection to it
 * belongs to it knows by the PROXY protocol, before anything is said.
 */
final class Scene implements AutoCloseable {
    /** Of all times in {@code limits} but the one for a connection. */
    static final String LIMIT = "3s";

    private static final InetAddress HERE = InetAddress.getLoopbackAddress();
    private static final int PATIENCE_SECONDS = 30;
    private static final String OURS = "127.";

    private final Keys keys;
    private final ThrowAwayCertificate certificate;
    private final Map<Setting, Proxy> proxies = new EnumMap<>(Setting.class);
    private final ServerSocket backend = new ServerSocket(0, 1000, HERE);
    private final ServerSocket full = new ServerSocket(0, 1, HERE);
    private final List<Socket> filling = new ArrayList<>();
    private final AtomicInteger clients = new AtomicInteger();
    private final Map<String, BlockingQueue<Wire>> arrived = new ConcurrentHashMap<>();

    Scene(Path directory) throws Exception {
        certificate = ThrowAwayCertificate.create(directory);
        keys = Keys.of(certificate);
        Thread.ofVirtual().start(this::accept);
        fill();
        int closed = FreePort.choose();
        start(Setting.CLEAR, "never", backend.getLocalPort());
        start(Setting.MIRROR, "mirror", backend.getLocalPort());
        start(Setting.ALWAYS, "always", backend.getLocalPort());
        start(Setting.IMPLICIT, "implicit", backend.getLocalPort());
        start(Setting.CLOSED, "never", closed);
        start(Setting.FULL, "never", full.getLocalPort());
        proxies.put(Setting.IMPLICIT_CLIENT, proxies.get(Setting.CLEAR));
        proxies.put(Setting.PASSTHROUGH, proxies.get(Setting.CLEAR));
    }

    /** Connections that nobody accepts, more than may wait: the system answers the next one no more. */
    private void fill() throws IOException {
        for (int i = 0; i < 2; i++) {
            filling.add(new Socket(HERE, full.getLocalPort()));
        }
    }

    private void start(Setting setting, String tls, int port) throws Exception {
        String text = """
                smtpward {
                  proxy { hostname = proxy.example, event-loops = 1 }
                  listeners = [
                    { name = smtp, address = "127.0.0.1:0", tls = starttls }
                    { name = implicit, address = "127.0.0.1:0", tls = implicit }
                    { name = passthrough, address = "127.0.0.1:0", tls = %6$s }
                  ]
                  backend {
                    address = "127.0.0.1:%d", tls = %s
                    source { mode = proxy-v1, address = any, allow-relay = true }
                  }
                  tls.certificates = [ { chain = "%s", key = "%s" } ]
                  limits {
                    backend-connect = 1s, backend-greeting = %5$s, backend-reply = %5$s
                    client-idle = %5$s, client-data = %5$s, tls-handshake = %5$s
                    reply-lines = 100
                  }
                  events.log = none
                  admin.address = off
                }
                """.formatted(
                port, tls, certificate.chain(), certificate.key(), LIMIT, tls.equals("never") ? "passthrough" : "off");
        var proxy = new Proxy(
                new ConfigurationLoader(Map.of()).loadText(text, "test").configuration(),
                OutputStream.nullOutputStream());
        proxies.put(setting, proxy);
        proxy.start();
    }

    Keys keys() {
        return keys;
    }

    Collection<Proxy> proxies() {
        return List.copyOf(new LinkedHashSet<>(proxies.values()));
    }

    Proxy proxy(Setting setting) {
        return proxies.get(setting);
    }

    private int port(Setting setting) {
        return switch (setting) {
            case IMPLICIT_CLIENT -> proxy(setting).port("implicit");
            case PASSTHROUGH -> proxy(setting).port("passthrough");
            case FULL, CLOSED, CLEAR, MIRROR, ALWAYS, IMPLICIT -> proxy(setting).port("smtp");
        };
    }

    /** A client with an address of its own: the same port may be that of several clients of several proxies. */
    Wire connect(Setting setting) throws IOException {
        int number = clients.incrementAndGet();
        byte[] address = {127, 1, (byte) (number >> 8), (byte) number};
        return Wire.connect(port(setting), InetAddress.getByAddress(address));
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = backend.accept();
                Thread.ofVirtual().start(() -> sort(socket));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    /** {@code PROXY TCP4 CLIENT OURS CLIENT-PORT OUR-PORT}; what the proxy asks on its own comes from elsewhere. */
    private void sort(Socket socket) {
        try {
            var wire = new Wire(socket);
            String[] header = wire.line().split(" ", -1);
            if (header[2].startsWith(OURS)) {
                of(header[2]).add(wire);
            } else {
                wire.close();
            }
        } catch (IOException e) {
            // It only wanted to know whether we are here.
        }
    }

    private BlockingQueue<Wire> of(String client) {
        return arrived.computeIfAbsent(client, one -> new LinkedBlockingQueue<>());
    }

    /** The next connection to the backend for the client at that address. */
    Wire backendOf(String client) throws IOException {
        try {
            Wire wire = of(client).poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (wire == null) {
                throw new IOException("no connection to the backend");
            }
            return wire;
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    /** Gives {@code serving} every further connection, until the thread is interrupted. */
    Thread serveFurther(String client, Consumer<Wire> serving) {
        return Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    serving.accept(of(client).take());
                }
            } catch (InterruptedException e) {
                // There will be no more.
            }
        });
    }

    void forget(String client) throws IOException {
        for (Wire wire : arrived.remove(client) instanceof BlockingQueue<Wire> left ? left : List.<Wire>of()) {
            wire.close();
        }
    }

    @Override
    public void close() throws IOException {
        proxies().forEach(Proxy::close);
        backend.close();
        for (Socket socket : filling) {
            socket.close();
        }
        full.close();
    }
}
