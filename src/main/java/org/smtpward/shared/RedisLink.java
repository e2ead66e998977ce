package org.smtpward.shared;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A node's connections to Redis, one to ask and one to listen, until the first trouble: then both are closed, and another
 * link is made. So no late reply is ever taken for that to a later question. Each step takes as long as the
 * patience of its access allows, and fails then.
 */
final class RedisLink {
    private static final Pattern NUMBER = Pattern.compile("\\d{1,10}");

    private final RedisAccess access;
    private final Redis client;
    private final RedisConnection asking;

    private RedisLink(RedisAccess access, Redis client, RedisConnection asking) {
        this.access = access;
        this.client = client;
        this.asking = asking;
    }

    /**
     * Connects, and listens to what nodes tell.
     *
     * @param onMessage hears each message
     */
    static Future<RedisLink> open(Vertx vertx, RedisAccess access, Consumer<String> onMessage) {
        Redis client;
        try {
            client = access.newClient(vertx);
        } catch (IOException e) {
            return Future.failedFuture(e);
        }
        return connect(client)
                .compose(asking -> connect(client)
                        .compose(listening -> listen(listening, access.key("counts"), onMessage))
                        .map(listening -> new RedisLink(access, client, asking)))
                .timeout(access.patienceMillis(), TimeUnit.MILLISECONDS)
                // Whatever is on its way ends with it.
                .onFailure(trouble -> client.close());
    }

    /** What Redis tells unasked is no news: the next question fails. */
    private static Future<RedisConnection> connect(Redis client) {
        return client.connect().map(connection -> connection.exceptionHandler(trouble -> {}));
    }

    private static Future<RedisConnection> listen(
            RedisConnection connection, String channel, Consumer<String> onMessage) {
        connection.handler(message -> messageOf(message, channel, onMessage));
        return connection.send(Request.cmd(Command.SUBSCRIBE).arg(channel)).map(subscribed -> connection);
    }

    /** {@code message}, channel, text (RESP 2 and 3 alike); all else, such as the number of our channels, is no message. */
    private static void messageOf(@Nullable Response message, String channel, Consumer<String> onMessage) {
        if (message != null
                && message.isArray()
                && message.size() == 3
                && text(message.get(0)).equals("message")
                && text(message.get(1)).equals(channel)) {
            onMessage.accept(text(message.get(2)));
        }
    }

    static String text(@Nullable Response part) {
        String text = part == null ? null : part.toString(ISO_8859_1);
        return text == null ? "" : text;
    }

    Future<Void> publish(String report) {
        return ask(Request.cmd(Command.PUBLISH).arg(access.key("counts")).arg(report))
                .mapEmpty();
    }

    /** The first octets of the list of bans; empty: there is none. */
    Future<String> bans(int octets) {
        return ask(Request.cmd(Command.GETRANGE).arg(access.key("bans")).arg(0).arg(octets - 1))
                .map(RedisLink::text);
    }

    /** Redis' own clock. */
    Future<Instant> time() {
        return ask(Request.cmd(Command.TIME)).map(RedisLink::instant);
    }

    /** Seconds and microseconds. */
    static Instant instant(@Nullable Response time) {
        if (time == null || !time.isArray() || time.size() != 2) {
            throw new IllegalStateException("no time in what Redis says");
        }
        return Instant.ofEpochSecond(number(time.get(0)), number(time.get(1)) * 1000);
    }

    /** Ten digits are seconds of the next 200 years. */
    private static long number(@Nullable Response part) {
        String digits = text(part);
        if (!NUMBER.matcher(digits).matches()) {
            throw new IllegalStateException("no time in what Redis says");
        }
        return Long.parseLong(digits);
    }

    private Future<@Nullable Response> ask(Request request) {
        return asking.send(request).timeout(access.patienceMillis(), TimeUnit.MILLISECONDS);
    }

    void close() {
        client.close();
    }
}
