package org.smtpward.real;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.util.Map;
import org.smtpward.Proxy;
import org.smtpward.config.ConfigurationLoader;
import org.smtpward.demo.StandIn;

/** One of many nodes, inside the test's process; clients come with the header of a trusted proxy, as anybody. */
final class ClusterNode implements AutoCloseable {
    private final Proxy proxy;

    private ClusterNode(Proxy proxy) {
        this.proxy = proxy;
    }

    /** Its configuration; {@code redis} is lines below {@code shared.redis}. */
    static String text(StandIn backend, String redis, String... changes) {
        return """
                smtpward {
                  listeners = [ { name = smtp, address = "127.0.0.1:0", tls = off, proxy-protocol = on, trusted-proxies = [ "127.0.0.0/8" ] } ]
                  backend { address = "127.0.0.1:%d", tls = never }
                  admin.address = "127.0.0.1:0"
                  events.log = none
                  shared.redis { %s }
                }
                """.formatted(backend.port(), redis) + String.join("\n", changes);
    }

    static ClusterNode start(String text) throws Exception {
        var proxy = new Proxy(
                new ConfigurationLoader(Map.of()).loadText(text, "test").configuration(), new ByteArrayOutputStream());
        proxy.start();
        return new ClusterNode(proxy);
    }

    /** A connection of {@code client}; its greeting is to be read. */
    Socket connect(String client) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port("smtp"));
        socket.setSoTimeout((int) Until.SOON.toMillis());
        socket.getOutputStream()
                .write("PROXY TCP4 %s 198.51.100.25 4711 25\r\n"
                        .formatted(client)
                        .getBytes(ISO_8859_1));
        return socket;
    }

    /** What a client that stays is greeted with. */
    static String greeting(Socket socket) throws IOException {
        var line = new StringBuilder();
        for (int octet = socket.getInputStream().read();
                octet > '\n';
                octet = socket.getInputStream().read()) {
            line.append((char) octet);
        }
        return line.toString().strip();
    }

    /** What {@code client}, which goes at once, is greeted with. */
    String greets(String client) {
        try (Socket socket = connect(client)) {
            return greeting(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void awaitGreeting(String client, String part) {
        Until.soon(() -> greets(client).contains(part), () -> client + " is not greeted with " + part);
    }

    /** The value of a series. */
    double metric(String series) {
        URI uri = URI.create("http://127.0.0.1:" + proxy.adminPort().orElseThrow() + "/metrics");
        try (InputStream text = uri.toURL().openStream()) {
            return new String(text.readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> line.startsWith(series + " "))
                    .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                    .findFirst()
                    .orElse(Double.NaN);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void awaitMetric(String series, double value) {
        Until.soon(() -> metric(series) == value, () -> series + " is " + metric(series) + ", not " + value);
    }

    @Override
    public void close() {
        proxy.close();
    }
}
