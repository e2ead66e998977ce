package org.smtpward.network;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.smtpward.config.BackendOptions;
import org.smtpward.config.Configuration;
import org.smtpward.config.HostPort;
import org.smtpward.config.ListenerOptions;
import org.smtpward.config.SourceMode;

/**
 * What a configuration needs of the kernel.
 *
 * @param answers of backends to addresses that we have borrowed: they have to come to us
 * @param turns connections that have to come to us although they are for another port, or another machine
 */
record Needs(List<Answers> answers, List<Turn> turns) {
    static final Needs NONE = new Needs(List.of(), List.of());

    Needs {
        answers = List.copyOf(answers);
        turns = List.copyOf(turns);
    }

    /**
     * From {@code backend} and {@code port}.
     *
     * @param where sets how they are told from other packets
     */
    record Answers(InetAddress backend, int port, Where where) {
        Family family() {
            return Family.of(backend);
        }
    }

    /** Where a backend is. */
    enum Where {
        /** All that comes from there stays in this machine anyway. */
        LOOPBACK,
        /** On this machine, at an address that others can reach. */
        HERE,
        ELSEWHERE
    }

    /**
     * Connections that come from outside for {@code port}.
     *
     * @param target the address that they are for; empty: any of this machine
     * @param isOurs whether that is on this machine: else the kernel would pass it on
     * @param listener where they are to go
     */
    record Turn(Family family, Optional<InetAddress> target, boolean isOurs, int port, ListenerAt listener) {
        private Turn of(Family other) {
            return new Turn(other, target, isOurs, port, listener);
        }
    }

    /** @param address empty: all of this machine */
    record ListenerAt(Optional<InetAddress> address, int port) {
        /** As {@code nft} and {@code ip} write it; for IPv6 without brackets. */
        Optional<String> text() {
            return address.map(NetUtil::toAddressString);
        }
    }

    static Needs of(Configuration configuration) {
        return of(configuration, OwnAddresses::have);
    }

    static Needs of(Configuration configuration, Predicate<InetAddress> isOurs) {
        var turns = new ArrayList<Turn>();
        for (ListenerOptions listener : configuration.listeners()) {
            listener.tproxy().ifPresent(target -> turns.addAll(turns(target, listener, isOurs)));
        }
        return new Needs(answers(configuration.backend(), isOurs), turns);
    }

    boolean isNothing() {
        return answers.isEmpty() && turns.isEmpty();
    }

    /** Whether clients with IPv4 are turned to us at every address, and those with IPv6 are not. */
    boolean leavesOutIpv6() {
        return turns.stream()
                .filter(turn -> turn.family() == Family.IPV4 && turn.target().isEmpty())
                .anyMatch(turn -> turns.stream()
                        .noneMatch(other -> other.family() == Family.IPV6 && other.port() == turn.port()));
    }

    /** Why no rules can do it; empty if they can. */
    Optional<String> contradiction() {
        return answers.stream()
                .filter(one -> one.where() == Where.HERE)
                .filter(one -> turns.stream().anyMatch(turn -> turn.isOurs() && turn.port() == one.port()))
                .findFirst()
                .map(one ->
                        "backend.address is an address of this machine that others reach, and its port is turned to us:"
                                + " nobody can tell the backend's answers from ours. Take 127.0.0.1:%d"
                                        .formatted(one.port()));
    }

    private static List<Answers> answers(BackendOptions backend, Predicate<InetAddress> isOurs) {
        var answers = new ArrayList<Answers>();
        if (backend.source().mode() == SourceMode.TRANSPARENT) {
            for (boolean six : new boolean[] {false, true}) {
                backend.addressFor(six).ifPresent(at -> answers.add(answers(at, isOurs)));
            }
        }
        return answers;
    }

    private static Answers answers(HostPort backend, Predicate<InetAddress> isOurs) {
        InetAddress address = literal(backend);
        return new Answers(
                address,
                backend.port(),
                address.isLoopbackAddress() ? Where.LOOPBACK : isOurs.test(address) ? Where.HERE : Where.ELSEWHERE);
    }

    /** A listener at :: takes IPv4, too, if it may, so "every address" is every one of both families. */
    private static List<Turn> turns(HostPort target, ListenerOptions listener, Predicate<InetAddress> isOurs) {
        InetAddress wanted = literal(target);
        InetAddress at = literal(listener.address());
        boolean any = wanted.isAnyLocalAddress();
        var turn = new Turn(
                Family.of(wanted),
                Optional.of(wanted).filter(address -> !any),
                any || isOurs.test(wanted),
                target.port(),
                new ListenerAt(
                        Optional.of(at).filter(address -> !address.isAnyLocalAddress()),
                        listener.address().port()));
        boolean both = any && at.isAnyLocalAddress() && turn.family() == Family.IPV6 && !listener.ipv6Only();
        return both ? List.of(turn, turn.of(Family.IPV4)) : List.of(turn);
    }

    /** The configuration has none but literals here. */
    private static InetAddress literal(HostPort hostPort) {
        return hostPort.literal().orElseThrow(() -> new IllegalArgumentException("not an IP address: " + hostPort));
    }
}
