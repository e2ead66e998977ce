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
import org.smtpward.listener.ListenAddress;
import org.smtpward.listener.Listener;
import org.smtpward.listener.ListeningSockets;

/** All places where clients connect: opened one after the other, drained together. */
final class Listeners {
    private final Vertx vertx;
    private final ListeningSockets sockets;
    private final int eventLoops;
    private final Map<String, List<Listener>> open = new TreeMap<>();
    private final Map<String, ListenAddress> places = new TreeMap<>();

    Listeners(Vertx vertx, ListeningSockets sockets, int eventLoops) {
        this.vertx = vertx;
        this.sockets = sockets;
        this.eventLoops = eventLoops;
    }

    /**
     * Opens one, a listener an event loop; {@code inherited} is its socket, if it has one already. The next must wait.
     *
     * @param address where
     * @throws UnsupportedOperationException this machine cannot, with words for the operator
     */
    Future<String> open(
            String name,
            ListenAddress address,
            Optional<InheritedSocket> inherited,
            Function<HostPort, Listener> each) {
        inherited.ifPresentOrElse(sockets::adopt, () -> sockets.expect(address));
        HostPort place = address.hostPort();
        var instances = new ArrayList<Listener>();
        return vertx.deployVerticle(
                        () -> {
                            Listener listener = each.apply(place);
                            instances.add(listener);
                            return listener;
                        },
                        new DeploymentOptions().setInstances(eventLoops))
                .onSuccess(deployed -> {
                    open.put(name, instances);
                    places.put(name, address.at(instances.getFirst().port()));
                });
    }

    /** The port that one is bound to. */
    int port(String name) {
        List<Listener> instances = open.get(name);
        if (instances == null) {
            throw new IllegalArgumentException("no listener " + name);
        }
        return instances.get(0).port();
    }

    /** What each one is bound to, by name. */
    void forEachPlace(BiConsumer<String, ListenAddress> told) {
        places.forEach(told);
    }

    /** Whether there are IPv6 sockets on this machine. */
    boolean hasIpv6() {
        return sockets.hasIpv6();
    }

    /** Accepts nobody any more, and then lets transactions end for as long as {@code patience} has it. */
    Future<?> drain(Duration patience) {
        return stopAccepting()
                .eventually(() -> Future.join(
                        all().stream().map(listener -> listener.drain(patience)).toList()));
    }

    private Future<Void> stopAccepting() {
        Set<Integer> ports = all().stream().map(Listener::port).collect(Collectors.toSet());
        return Future.fromCompletionStage(sockets.close(ports));
    }

    private List<Listener> all() {
        return open.values().stream().flatMap(List::stream).toList();
    }
}
