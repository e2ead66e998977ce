package org.smtpward.admin;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.smtpward.metrics.Meters;
import org.smtpward.real.Until;

/** What open pages hear, tick by tick, over real sockets. */
@Timeout(60)
class LiveStreamTest {
    private final Vertx vertx = Vertx.vertx();
    private final Meters meters = new Meters("1.2.3", "abc");
    private final Samples samples = new Samples();
    private final LiveStream stream = new LiveStream(samples.sources(meters), 3);
    private final Context loop = vertx.getOrCreateContext();
    private int port;

    @BeforeEach
    void start() throws Exception {
        port = onLoop(() -> vertx.createHttpServer()
                        .requestHandler(request -> stream.add(request.response()))
                        .listen(0, "127.0.0.1"))
                .map(HttpServer::actualPort)
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        meters.close();
    }

    @Test
    void aPageBeginsWithEverythingAndHearsWhatIsNew() throws Exception {
        samples.happens(Samples.blocked("GET /before HTTP/1.1"));
        try (var page = new Page()) {
            assertThat(page.line()).isEqualTo("retry: 2000");
            JsonObject all = page.event("all");
            assertThat(all.getJsonObject("state").getString("headline")).isEqualTo("Protecting 10.0.0.5:25");
            assertThat(all.getJsonArray("matches").getJsonObject(0).getString("seen"))
                    .isEqualTo("GET /before HTTP/1.1");
            tick();
            page.event("update");
            samples.happens(Samples.blocked("GET /now HTTP/1.1"));
            tick();
            JsonObject update = page.event("update");
            assertThat(update.getJsonArray("matches")).hasSize(1);
            assertThat(update.getJsonArray("matches").getJsonObject(0).getString("seen"))
                    .isEqualTo("GET /now HTTP/1.1");
            assertThat(update.getJsonArray("rules").encode()).contains("\"rule\":\"foreign-protocol\"");
        }
    }

    @Test
    void aFloodIsOneUpdateThatSaysHowManyItLeavesOut() throws Exception {
        try (var page = new Page()) {
            page.line();
            page.event("all");
            tick();
            page.event("update");
            for (int i = 0; i < 1000; i++) {
                samples.happens(Samples.blocked("GET /" + i));
            }
            tick();
            JsonObject update = page.event("update");
            assertThat(update.getJsonArray("matches")).hasSize(LiveStream.MATCHES_PER_TICK);
            assertThat(update.getLong("leftOut")).isEqualTo(1000 - LiveStream.MATCHES_PER_TICK);
        }
    }

    @Test
    void whereNothingIsNewASignComesFromTimeToTime() throws Exception {
        try (var page = new Page()) {
            page.line();
            page.event("all");
            tick();
            page.event("update");
            for (int i = 0; i < LiveStream.TICKS_BETWEEN_SIGNS; i++) {
                tick();
            }
            page.event("alive");
        }
    }

    @Test
    void aPageThatLeavesFreesItsPlace() throws Exception {
        for (int i = 0; i < 5; i++) {
            try (var page = new Page()) {
                page.line();
                page.event("all");
                assertThat(onLoop(stream::size)).isEqualTo(1);
            }
            Until.soon(() -> size() == 0, () -> "the place is free");
        }
    }

    @Test
    void noMoreThanTheLimit() throws Exception {
        try (var first = new Page();
                var second = new Page();
                var third = new Page()) {
            for (Page page : List.of(first, second, third)) {
                page.line();
                page.event("all");
            }
            assertThat(onLoop(stream::isFull)).isTrue();
            third.close();
            Until.soon(() -> size() == 2, () -> "a place is free");
            assertThat(onLoop(stream::isFull)).isFalse();
        }
    }

    /** Nothing is kept for it; the others notice nothing. */
    @Test
    void aPageThatDoesNotReadIsDropped() throws Exception {
        try (var quick = new Page();
                var slow = new Page()) {
            slow.line();
            quick.line();
            quick.event("all");
            Until.soon(() -> size() == 2, () -> "both are there");
            // Until the buffers of the kernel are full and some ticks more.
            for (int i = 0; size() == 2; i++) {
                assertThat(i).as("it is dropped").isLessThan(100_000);
                samples.happens(Samples.blocked("GET /" + "x".repeat(60) + i));
                samples.state.set(
                        new State(State.Level.GOOD, "x".repeat(50_000) + i, Optional.empty(), List.of(), List.of()));
                tick();
                quick.event("update");
            }
            samples.happens(Samples.blocked("GET /after"));
            tick();
            assertThat(quick.event("update").encode()).contains("GET /after");
        }
    }

    @Test
    void theEndEndsAllOfThem() throws Exception {
        try (var page = new Page()) {
            page.line();
            page.event("all");
            onLoop(() -> {
                stream.close();
                return true;
            });
            assertThat(page.line()).isNull();
        }
    }

    @Test
    void anEventIsThreeLinesWhateverIsInIt() {
        String frame = LiveStream.frame(
                        "update", new JsonObject().put("seen", "a\r\n\r\nevent: all\ndata: x\u2028\u0000"))
                .toString(UTF_8);
        assertThat(frame.lines()).hasSize(3);
        assertThat(frame).startsWith("event: update\ndata: {").endsWith("}\n\n").doesNotContain("\r");
    }

    private int size() {
        try {
            return onLoop(stream::size);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private void tick() throws Exception {
        onLoop(() -> {
            stream.tick();
            return true;
        });
    }

    private <T> T onLoop(Callable<T> work) throws Exception {
        Future<T> done = Future.future(promise -> loop.runOnContext(run -> {
            try {
                promise.complete(work.call());
            } catch (Exception e) {
                promise.fail(e);
            }
        }));
        return done.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    /** Reads like a browser, but for the lengths of HTTP's chunks, which stand in lines of their own. */
    private final class Page implements AutoCloseable {
        private final Socket socket = new Socket();
        private final BufferedReader reader;

        Page() throws IOException {
            socket.setReceiveBufferSize(4096);
            socket.connect(new InetSocketAddress("127.0.0.1", port));
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(US_ASCII));
            reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
            String line = reader.readLine();
            while (!line.isEmpty()) {
                line = reader.readLine();
            }
        }

        /** The next line that is not empty; null at the end. */
        String line() throws IOException {
            String line = reader.readLine();
            while (line != null && (line.isEmpty() || line.matches("[0-9a-f]{1,8}"))) {
                line = line.equals("0") ? null : reader.readLine();
            }
            return line;
        }

        JsonObject event(String name) throws IOException {
            assertThat(line()).isEqualTo("event: " + name);
            String data = line();
            assertThat(data).startsWith("data: ");
            return new JsonObject(data.substring("data: ".length()));
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
