package org.smtpward.listener;

import io.netty.channel.epoll.Epoll;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.smtpward.config.ListenerOptions;

/** The listening sockets that the service manager has opened for us, sd_listen_fds(3), and whose each is. */
public final class InheritedSockets {
    /** SD_LISTEN_FDS_START. */
    private static final int FIRST_DESCRIPTOR = 3;

    /** More than anybody has listeners; a slip must not have us look at millions. */
    private static final int MOST = 1000;

    /** What systemd says where nobody gave a name; else it is that of the socket unit, which has a dot in it. */
    private static final String NAMELESS = "unknown";

    private static final Pattern NAME_OF_A_LISTENER = Pattern.compile("[a-z0-9-]{1,32}");

    private final Map<String, String> environment;
    private final long process;

    private InheritedSockets(Map<String, String> environment, long process) {
        this.environment = Map.copyOf(environment);
        this.process = process;
    }

    /** What {@code environment} says to the process with the number {@code process}. */
    public static InheritedSockets of(Map<String, String> environment, long process) {
        return new InheritedSockets(environment, process);
    }

    /** None: every listener opens its own. */
    public static InheritedSockets none() {
        return new InheritedSockets(Map.of(), 0);
    }

    /** Which of {@code listeners}, by name, has which; the others open their own. */
    public Map<String, InheritedSocket> assign(List<ListenerOptions> listeners) throws InheritanceException {
        List<String> names = names();
        if (names.isEmpty()) {
            return Map.of();
        }
        if (!Epoll.isAvailable()) {
            throw new InheritanceException(
                    "LISTEN_FDS: sockets of the service manager need epoll, which is not to be had "
                            + "here; stop the socket unit, and every listener opens its own");
        }
        var sockets = new ArrayList<InheritedSocket>();
        for (int i = 0; i < names.size(); i++) {
            sockets.add(InheritedSocket.at(FIRST_DESCRIPTOR + i, names.get(i)));
        }
        return assign(sockets, listeners);
    }

    /** A name for each; empty if they are not for us: a child of ours would see the same environment. */
    private List<String> names() throws InheritanceException {
        if (!environment.containsKey("LISTEN_PID") || number("LISTEN_PID") != process) {
            return List.of();
        }
        long count = number("LISTEN_FDS");
        if (count > MOST) {
            throw new InheritanceException("LISTEN_FDS is more than " + MOST);
        }
        String names = environment.getOrDefault("LISTEN_FDNAMES", "");
        if (names.isEmpty()) {
            return Collections.nCopies((int) count, NAMELESS);
        }
        List<String> list = List.of(names.replaceAll("[^\\x21-\\x7e]", "?").split(":", -1));
        if (list.size() != count) {
            throw new InheritanceException(
                    "LISTEN_FDS says %d, and LISTEN_FDNAMES has %d names".formatted(count, list.size()));
        }
        return list;
    }

    private long number(String variable) throws InheritanceException {
        String value = environment.getOrDefault(variable, "");
        if (!value.matches("\\d{1,10}")) {
            throw new InheritanceException(variable + " is no number");
        }
        return Long.parseLong(value);
    }

    static Map<String, InheritedSocket> assign(List<InheritedSocket> sockets, List<ListenerOptions> listeners)
            throws InheritanceException {
        var assigned = new HashMap<String, InheritedSocket>();
        for (InheritedSocket socket : sockets) {
            ListenerOptions listener = owner(socket, sockets, listeners);
            InheritedSocket other = assigned.put(listener.name(), socket);
            if (other != null) {
                throw new InheritanceException(
                        "descriptors %d and %d are both the listener %s's; a listener has one address"
                                .formatted(other.descriptor(), socket.descriptor(), listener.name()));
            }
            if (listener.tproxy().isPresent() && !isAt(socket, listener)) {
                throw new InheritanceException(
                        "%s, but the listener %s has tproxy, and the kernel is told of its own address, %s"
                                .formatted(place(socket), listener.name(), listener.address()));
            }
        }
        return assigned;
    }

    /** By its name, if it is the only one that has it: else by its address. */
    private static ListenerOptions owner(
            InheritedSocket socket, List<InheritedSocket> sockets, List<ListenerOptions> listeners)
            throws InheritanceException {
        Optional<ListenerOptions> namesake = listeners.stream()
                .filter(listener -> listener.name().equals(socket.name()))
                .findFirst();
        boolean unique = sockets.stream()
                        .filter(other -> other.name().equals(socket.name()))
                        .count()
                == 1;
        if (namesake.isPresent() && unique) {
            return namesake.get();
        }
        String known = listeners.stream()
                .map(listener -> listener.name() + " at " + listener.address())
                .collect(Collectors.joining(", "));
        if (namesake.isEmpty() && isMeantForAListener(socket)) {
            throw new InheritanceException(
                    "descriptor %d is called %s (FileDescriptorName=), and no listener is; there is %s"
                            .formatted(socket.descriptor(), socket.name(), known));
        }
        return listeners.stream()
                .filter(listener -> isAt(socket, listener))
                // Of listeners at 0.0.0.0 and at [::] the one whose address it is.
                .min(Comparator.comparing(listener -> !listener.address()
                        .literal()
                        .equals(Optional.of(socket.address().getAddress()))))
                .orElseThrow(() -> new InheritanceException(
                        "%s, where no listener is; there is %s. Let the socket unit (ListenStream=) and the listener agree, or "
                                        .formatted(place(socket), known)
                                + "name the listener in a socket unit of its own (FileDescriptorName=)"));
    }

    private static boolean isMeantForAListener(InheritedSocket socket) {
        return !socket.name().equals(NAMELESS)
                && NAME_OF_A_LISTENER.matcher(socket.name()).matches();
    }

    /** A socket at {@code [::]}, which {@code ListenStream=25} makes, takes what is for 0.0.0.0, too. */
    private static boolean isAt(InheritedSocket socket, ListenerOptions listener) {
        InetAddress here = socket.address().getAddress();
        return socket.address().getPort() == listener.address().port()
                && listener.address()
                        .literal()
                        .filter(there -> here.equals(there) || here.isAnyLocalAddress() && there.isAnyLocalAddress())
                        .isPresent();
    }

    private static String place(InheritedSocket socket) {
        return "descriptor %d (%s) listens on %s".formatted(socket.descriptor(), socket.name(), socket.hostPort());
    }
}
