package org.smtpward.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The socket by which systemd hears how we are, sd_notify(3). Where there is no {@code NOTIFY_SOCKET} nothing happens. Thread
 * safe. What cannot be told is logged and no more: mail goes on without systemd.
 */
final class NotifySocket implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NotifySocket.class);

    /** systemd empties it all the time; a full one must not keep us from stopping. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** What `systemctl status` shows of it is one line of a terminal. */
    private static final int STATUS_LENGTH = 200;

    private final @Nullable DomainSocketAddress address;
    private @Nullable EventLoopGroup group;

    private NotifySocket(@Nullable DomainSocketAddress address) {
        this.address = address;
    }

    /** As {@code environment} says. {@code @} stands for the NUL that begins an abstract name (unix(7)). */
    static NotifySocket of(Map<String, String> environment) {
        String name = environment.getOrDefault("NOTIFY_SOCKET", "");
        if (!name.startsWith("/") && !name.startsWith("@")) {
            return new NotifySocket(null);
        }
        if (!Epoll.isAvailable()) {
            LOG.warn(
                    "event=notify result=failed why=\"no epoll\" hint=\"systemd will not hear that smtpward is ready\"");
            return new NotifySocket(null);
        }
        return new NotifySocket(new DomainSocketAddress(name.startsWith("@") ? "\0" + name.substring(1) : name));
    }

    /** What goes on, in words. */
    void status(String status) {
        send(line(status));
    }

    /** Everything listens; or a reload is over. */
    void ready(String status) {
        send("READY=1\n" + line(status));
    }

    /** A reload begins; {@link #ready} ends it. */
    void reloading() {
        // On Linux nanoTime is CLOCK_MONOTONIC, which is what systemd compares it with.
        long now = TimeUnit.NANOSECONDS.toMicros(System.nanoTime());
        send("RELOADING=1\nMONOTONIC_USEC=" + now + "\n" + line("Reading the configuration"));
    }

    /** The heartbeat that WatchdogSec= waits for. */
    void alive() {
        send("WATCHDOG=1\n");
    }

    /** The end begins, and is there after {@code patience} at the latest: so long systemd is not to kill us. */
    void stopping(Duration patience, String status) {
        send("STOPPING=1\nEXTEND_TIMEOUT_USEC=" + TimeUnit.NANOSECONDS.toMicros(patience.toNanos()) + "\n"
                + line(status));
    }

    @Override
    public synchronized void close() {
        if (group != null) {
            group.shutdownGracefully(0, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** A control character would begin another assignment, or do things to a terminal. */
    private static String line(String status) {
        String clean = status.replaceAll("\\p{Cntrl}+", " ").strip();
        return "STATUS=" + clean.substring(0, Math.min(clean.length(), STATUS_LENGTH)) + "\n";
    }

    private synchronized void send(String state) {
        if (address == null) {
            return;
        }
        if (group == null) {
            group = new MultiThreadIoEventLoopGroup(
                    1, new DefaultThreadFactory("smtpward-notify", true), EpollIoHandler.newFactory());
        }
        var done = new CompletableFuture<@Nullable Void>();
        // Connected, not just open: else Netty does not take it for one that can be written to.
        new Bootstrap()
                .group(group)
                .channel(EpollDomainDatagramChannel.class)
                .handler(new ChannelInboundHandlerAdapter())
                .connect(address)
                .addListener((ChannelFuture open) -> {
                    if (open.isSuccess()) {
                        open.channel()
                                .writeAndFlush(Unpooled.copiedBuffer(state, UTF_8))
                                .addListener(ChannelFutureListener.CLOSE)
                                .addListener((ChannelFuture sent) -> complete(done, sent));
                    } else {
                        complete(done, open);
                    }
                });
        try {
            done.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn(
                    "event=notify result=failed why=\"{}\"",
                    String.valueOf(e.getMessage()).replace('"', '\''));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void complete(CompletableFuture<@Nullable Void> done, ChannelFuture ended) {
        if (ended.isSuccess()) {
            done.complete(null);
        } else {
            done.completeExceptionally(ended.cause());
        }
    }
}
