package org.smtpward.shared;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.smtpward.config.Network;
import org.smtpward.config.SharedOptions;

/** The bans in Redis, for who makes and ends them; blocks. Two who change them at a time do not lose each other's change. */
public final class BanStore implements AutoCloseable {
    /** People wait for it. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final int TRIES = 10;

    /** Redis forgets a list without bans; nodes have seen its revision by then. */
    private static final Duration EMPTY_LIST = Duration.ofMinutes(5);

    private final SharedOptions options;
    private final RedisAccess access;
    private final Vertx vertx = RedisAccess.newVertx();
    private final SecureRandom random = new SecureRandom();

    private BanStore(SharedOptions options) {
        this.options = options;
        this.access = new RedisAccess(options, PATIENCE);
    }

    /** Those in the Redis that is configured. */
    public static BanStore of(SharedOptions options) throws SharedException {
        if (!options.isOn()) {
            throw new SharedException(
                    "shared.redis.address is \"\": bans are kept in Redis (docs/many-nodes.md)", true);
        }
        return new BanStore(options);
    }

    /** Those that last, in the order in which they were made. */
    public List<Ban> list() throws SharedException {
        try (var session = new Asking()) {
            Instant now = session.time();
            return session.read().bans().stream()
                    .filter(ban -> ban.until().isAfter(now))
                    .toList();
        }
    }

    /**
     * A ban from now on, in the place of one of the same network.
     *
     * @throws IllegalArgumentException says what is wrong with it
     */
    public Ban add(Network network, Duration lasting, String reason) throws SharedException {
        var made = new ArrayList<Ban>();
        change((list, now) -> {
            made.add(new Ban(network, now.plus(lasting), now, reason));
            return list.with(made.getLast(), now, revision());
        });
        return made.getLast();
    }

    /** Ends the ban of just {@code network}; which it was, or empty: there is none. */
    public Optional<Ban> remove(Network network) throws SharedException {
        var found = new ArrayList<Ban>();
        change((list, now) -> {
            found.clear();
            list.of(network).filter(ban -> ban.until().isAfter(now)).ifPresent(found::add);
            return list.without(network, now, revision());
        });
        return found.stream().findFirst();
    }

    /** Tries all that a node asks for; how many bans there are. */
    public int rehearse() throws SharedException {
        RedisLink link = await(RedisLink.open(vertx, access, message -> {}));
        await(link.publish("smtpward-check"));
        Instant now = await(link.time());
        BanList list = parse(await(link.bans(BanList.maxOctets(options.maxBans()))));
        return BanTable.of(list.bans(), now, 0).size();
    }

    private void change(BiFunction<BanList, Instant, BanList> change) throws SharedException {
        try (var session = new Asking()) {
            for (int i = 0; i < TRIES; i++) {
                session.send(Request.cmd(Command.WATCH).arg(access.key("bans")));
                Instant now = session.time();
                BanList next = change.apply(session.read(), now);
                if (next.bans().size() > options.maxBans()) {
                    throw new SharedException("there are %d bans already, as many as shared.max-bans allows"
                            .formatted(options.maxBans()));
                }
                if (session.write(next, now)) {
                    return;
                }
            }
            throw new SharedException("somebody else changes the bans all the time; try again");
        }
    }

    private BanList parse(String text) throws SharedException {
        return BanList.parse(text, options.maxBans())
                .orElseThrow(() -> new SharedException(
                        "what stands in Redis under %s is no list of bans; look at it, and delete it if nobody needs it"
                                .formatted(access.key("bans"))));
    }

    private String revision() {
        var octets = new byte[8];
        random.nextBytes(octets);
        return HexFormat.of().formatHex(octets);
    }

    /** One connection, since a transaction belongs to one. */
    private final class Asking implements AutoCloseable {
        private final Redis client;
        private final RedisConnection connection;

        Asking() throws SharedException {
            try {
                client = access.newClient(vertx);
            } catch (IOException e) {
                throw new SharedException(String.valueOf(e.getMessage()), true);
            }
            connection = await(client.connect().map(made -> made.exceptionHandler(trouble -> {})));
        }

        @Nullable
        Response send(Request request) throws SharedException {
            return await(connection.send(request));
        }

        Instant time() throws SharedException {
            return RedisLink.instant(send(Request.cmd(Command.TIME)));
        }

        BanList read() throws SharedException {
            Response text = send(Request.cmd(Command.GETRANGE)
                    .arg(access.key("bans"))
                    .arg(0)
                    .arg(BanList.maxOctets(options.maxBans()) - 1));
            return parse(RedisLink.text(text));
        }

        /** Whether nobody has changed it since it was read. */
        boolean write(BanList list, Instant now) throws SharedException {
            Duration rest = list.bans().isEmpty() ? EMPTY_LIST : list.rest(now);
            send(Request.cmd(Command.MULTI));
            send(Request.cmd(Command.SET)
                    .arg(access.key("bans"))
                    .arg(list.toText())
                    .arg("PX")
                    .arg(Math.max(1, rest.toMillis())));
            return send(Request.cmd(Command.EXEC)) != null;
        }

        @Override
        public void close() {
            client.close();
        }
    }

    @SuppressWarnings("NullAway") // A future of Vert.x may hold null, and then its type says so.
    private <T extends @Nullable Object> T await(Future<T> future) throws SharedException {
        try {
            return future.toCompletionStage().toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new SharedException("%s does not answer".formatted(access.address()), e);
        } catch (ExecutionException e) {
            Throwable why = e.getCause() == null ? e : e.getCause();
            throw new SharedException("%s: %s".formatted(access.address(), SharedLog.words(why)), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SharedException("interrupted", e);
        }
    }

    @Override
    public void close() {
        vertx.close();
    }
}
