package org.smtpward;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.smtpward.config.HostPort;
import org.smtpward.listener.InheritedSocket;
import org.smtpward.listener.Listener;
import org.smtpward.listener.ListeningTransport;

/** All places where clients connect: opened one after the other, drained together. */
final class Listeners {
    private final Vertx vertx;
    private final Optional<ListeningTransport> transport;
    private final int eventLoops;
    private final Map<String, List<Listener>> open = new TreeMap<>();

    Listeners(Vertx vertx, Optional<ListeningTransport> transport, int eventLoops) {
        this.vertx = vertx;
        this.transport = transport;
        this.eventLoops = eventLoops;
    }

    /** Opens one, a listener an event loop; {@code inherited} is its socket, if it has one already. The next must wait. */
    Future<String> open(
            String name, HostPort address, Optional<InheritedSocket> inherited, Function<HostPort, Listener> each) {
        inherited.ifPresent(socket -> transport.orElseThrow().adopt(socket));
        HostPort place = inherited.map(InheritedSocket::hostPort).orElse(address);
        var instances = new ArrayList<Listener>();
        return vertx.deployVerticle(
                        () -> {
                            Listener listener = each.apply(place);
                            instances.add(listener);
                            return listener;
                        },
                        new DeploymentOptions().setInstances(eventLoops))
                .onSuccess(deployed -> open.put(name, instances));
    }

    /** The port that one is bound to. */
    int port(String name) {
        List<Listener> instances = open.get(name);
        if (instances == null) {
            throw new IllegalArgumentException("no listener " + name);
        }
        return instances.get(0).port();
    }

    void forEachPort(BiConsumer<String, Integer> told) {
        open.forEach((name, instances) -> told.accept(name, instances.get(0).port()));
    }

    /** Accepts nobody any more, and then lets transactions end for as long as {@code patience} has it. */
    Future<?> drain(Duration patience) {
        return stopAccepting()
                .eventually(() -> Future.join(
                        all().stream().map(listener -> listener.drain(patience)).toList()));
    }

    private Future<Void> stopAccepting() {
        if (transport.isEmpty()) {
            return Future.succeededFuture();
        }
        Set<Integer> ports = all().stream().map(Listener::port).collect(Collectors.toSet());
        return Future.fromCompletionStage(transport.get().close(ports));
    }

    private List<Listener> all() {
        return open.values().stream().flatMap(List::stream).toList();
    }
}
