package org.smtpward.shared;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.smtpward.config.Configuration;
import org.smtpward.config.SharedOptions;
import org.smtpward.listener.Neighbours;

/**
 * This node among others: tells them what it counts, hears what they count, and knows the bans. The door asks it about each
 * connection and never waits: it looks into what was told last. To ask Redis itself would cost each client a round trip, and
 * all of them {@code patience} while Redis is slow; what that would be more exact is not worth it, as an advisory limit that
 * is a second late is as good against whoever comes for longer than a second.
 *
 * <p>Every {@code shared.interval} it publishes a report, and looks whether the list of bans has another revision. Nothing
 * of a node stands in Redis, so nothing stays behind when one dies. On trouble it makes new connections at the next turn.
 */
public final class SharedNodes implements Neighbours, AutoCloseable {
    /** A report lost, or a pause of a node, must not make everybody forget it. */
    private static final int REPORTS_IN_A_LEASE = 3;

    /** A clock that was set, here or there, is noticed so. */
    private static final int TURNS_BETWEEN_READINGS = 60;

    private final Supplier<Configuration> configuration;
    private final SharedOptions options;
    private final RedisAccess access;
    private final SharedListener listener;
    private final LongSupplier nanoTime;
    private final long lease;
    private final String name = HexFormat.of().formatHex(random());
    private final SharedLog log;
    private final Tally tally;
    private final OtherNodes others;
    private final Vertx vertx;
    private final Context context;
    private final CompletableFuture<Void> answered = new CompletableFuture<>();

    /** What every thread reads. */
    private volatile Heard heard;

    private volatile BanTable bans = BanTable.NONE;
    private volatile Untouchables untouchables;

    // What the one event loop alone touches.
    private @Nullable RedisLink link;
    private boolean busy;
    private boolean closed;
    private long echo;
    private String bansHead = "";
    private int turn;

    /** What other nodes count, for as long as that may be believed. */
    private record Heard(Map<Long, Elsewhere> elsewhere, long end) {}

    /** @param configuration the one in force */
    public SharedNodes(Supplier<Configuration> configuration, SharedListener listener, LongSupplier nanoTime) {
        this.configuration = configuration;
        this.options = configuration.get().shared();
        this.access = new RedisAccess(options, options.redis().patience());
        this.listener = listener;
        this.nanoTime = nanoTime;
        this.lease = options.interval().toNanos() * REPORTS_IN_A_LEASE;
        this.log = new SharedLog(access.address(), nanoTime);
        this.tally = new Tally(nanoTime.getAsLong());
        this.others = new OtherNodes(name, lease);
        this.heard = new Heard(Map.of(), nanoTime.getAsLong());
        this.untouchables = Untouchables.of(configuration.get());
        this.vertx = RedisAccess.newVertx().exceptionHandler(this::away);
        this.context = vertx.getOrCreateContext();
    }

    /**
     * Begins. Waits for Redis once, as long as its patience allows: bans then hold from the first connection on.
     *
     * @throws IOException tells the operator which file of the configuration cannot be used, and why
     */
    public void start() throws IOException {
        access.newClient(vertx).close();
        context.runOnContext(begin -> {
            turn();
            vertx.setPeriodic(options.interval().toMillis(), tick -> turn());
        });
        try {
            answered.get(access.patienceMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException later) {
            // It is away: the log says so, and it is tried again.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isBanned(InetAddress client) {
        return bans.has(client, nanoTime.getAsLong()) && !untouchables.have(client);
    }

    @Override
    public Elsewhere of(Long addressKey) {
        Heard now = heard;
        if (now.elsewhere.isEmpty() || now.end - nanoTime.getAsLong() <= 0) {
            return Elsewhere.NOTHING;
        }
        return now.elsewhere.getOrDefault(addressKey, Elsewhere.NOTHING);
    }

    @Override
    public void onEnter(Long addressKey) {
        tally.enter(addressKey);
    }

    @Override
    public void onLeave(Long addressKey) {
        tally.leave(addressKey);
    }

    private void turn() {
        if (closed) {
            return;
        }
        long now = nanoTime.getAsLong();
        Configuration current = configuration.get();
        // Each turn, or what comes and goes while Redis is away would be remembered.
        Report report = new Report(name, tally.take(current.limits().admission(), now));
        heard = new Heard(Map.copyOf(others.sum(now)), now + lease);
        untouchables = Untouchables.of(current);
        listener.onNodes(1 + others.size(now));
        if (busy) {
            // Each step fails within its patience, so this one ends.
            return;
        }
        busy = true;
        linked().compose(ready -> exchange(ready, report)).onComplete(done -> {
            busy = false;
            if (done.failed()) {
                away(done.cause());
            } else {
                log.onAnswer();
            }
            listener.onRedis(done.succeeded());
            answered.complete(null);
        });
    }

    private Future<RedisLink> linked() {
        if (link != null) {
            return Future.succeededFuture(link);
        }
        return RedisLink.open(vertx, access, this::hear).map(opened -> {
            link = opened;
            echo = nanoTime.getAsLong();
            if (closed) {
                opened.close();
            }
            return opened;
        });
    }

    private Future<Void> exchange(RedisLink ready, Report report) {
        if (nanoTime.getAsLong() - echo >= lease) {
            return Future.failedFuture("what is published does not come back");
        }
        return ready.publish(report.toText())
                .compose(published -> ready.bans(BanList.HEAD))
                .compose(head -> head.equals(bansHead) && turn++ % TURNS_BETWEEN_READINGS != 0
                        ? Future.succeededFuture()
                        : readBans(ready, head));
    }

    private Future<Void> readBans(RedisLink ready, String head) {
        return ready.time().compose(time -> ready.bans(BanList.maxOctets(options.maxBans()))
                .map(text -> {
                    BanList.parse(text, options.maxBans())
                            .ifPresentOrElse(list -> takeOver(list, time), log::onUnreadableBans);
                    bansHead = head;
                    return null;
                }));
    }

    private void takeOver(BanList list, Instant time) {
        BanTable next = BanTable.of(list.bans(), time, nanoTime.getAsLong());
        log.onBans(bans.size(), next.size(), list.skipped());
        bans = next;
        listener.onBans(next.size());
    }

    private void hear(String message) {
        Report.parse(message).ifPresent(report -> {
            if (report.node().equals(name)) {
                echo = nanoTime.getAsLong();
            }
            others.hear(report, nanoTime.getAsLong());
        });
    }

    private void away(Throwable trouble) {
        log.onTrouble(trouble);
        // Whatever answers next reads the list to its end, or it does not count as there.
        turn = 0;
        if (link != null) {
            link.close();
            link = null;
        }
    }

    private static byte[] random() {
        var octets = new byte[8];
        new SecureRandom().nextBytes(octets);
        return octets;
    }

    /** Ends all connections; does not wait for it. */
    @Override
    public void close() {
        context.runOnContext(end -> closed = true);
        vertx.close();
    }
}
