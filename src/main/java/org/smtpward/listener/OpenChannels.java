package org.smtpward.listener;

import io.netty.channel.socket.ServerSocketChannel;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Listening channels that are open. Thread safe. */
final class OpenChannels {
    private final Set<ServerSocketChannel> open = ConcurrentHashMap.newKeySet();

    <C extends ServerSocketChannel> C remember(C channel) {
        open.add(channel);
        channel.closeFuture().addListener(closed -> open.remove(channel));
        return channel;
    }

    /** Closes those on {@code ports}. */
    CompletableFuture<Void> close(Set<Integer> ports) {
        return CompletableFuture.allOf(open.stream()
                .filter(channel -> channel.localAddress() != null
                        && ports.contains(channel.localAddress().getPort()))
                .map(OpenChannels::close)
                .toArray(CompletableFuture<?>[]::new));
    }

    private static CompletableFuture<@Nullable Void> close(ServerSocketChannel channel) {
        var closed = new CompletableFuture<@Nullable Void>();
        channel.close().addListener(done -> closed.complete(null));
        return closed;
    }
}
