package org.smtpward.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.smtpward.metrics.Meters;

/** An admin server that shows samples, and one who asks it. */
@Timeout(60)
abstract class AdminOverHttp {
    final Samples samples = new Samples();
    final Meters meters = new Meters("1.2.3", "abc");
    AdminServer server;
    int port;

    @AfterEach
    void stop() throws Exception {
        stopServer();
        meters.close();
    }

    /** Once is enough. */
    final void stopServer() throws Exception {
        if (server != null) {
            done(server.stop());
            server = null;
        }
    }

    final void start(Endpoint endpoint) throws Exception {
        server = new AdminServer(endpoint, samples.sources(meters));
        port = done(server.start());
    }

    /** An open page: its head has come. */
    final Socket watch() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(20_000);
        socket.getOutputStream()
                .write("GET /stream HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat((char) socket.getInputStream().read()).isEqualTo('H');
        return socket;
    }

    final String raw(String octets) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(octets.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    final HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    final HttpResponse<String> get(String path) throws Exception {
        return send(request(path));
    }

    static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElseThrow();
    }

    static <T> T done(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
