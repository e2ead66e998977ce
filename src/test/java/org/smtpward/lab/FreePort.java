package org.smtpward.lab;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A port for a program that has to be told which before it starts, and for nobody to listen at. A port that the kernel chose
 * may be given to any connection as soon as it is let go, so these are below those that the kernel chooses from, and none is
 * handed out twice.
 */
public final class FreePort {
    private static final Path KERNELS_RANGE = Path.of("/proc/sys/net/ipv4/ip_local_port_range");
    private static final int LOWEST = 10_240;
    private static final int BEHIND = startOfKernelsRange();

    /** Anywhere, as another program like this one may run at the same time. */
    private static final AtomicInteger NEXT =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(BEHIND - LOWEST));

    private FreePort() {}

    /** One of 127.0.0.1. */
    public static int choose() throws IOException {
        return choose(InetAddress.getByName("127.0.0.1"));
    }

    /**
     * One of an address of this machine.
     *
     * @throws IOException when there is none, as when the address is not of this machine
     */
    static int choose(InetAddress address) throws IOException {
        for (int tried = LOWEST; tried < BEHIND; tried++) {
            int port = LOWEST + Math.floorMod(NEXT.getAndIncrement(), BEHIND - LOWEST);
            if (isFree(address, port)) {
                return port;
            }
        }
        throw new IOException(
                "none of the ports %d to %d of %s is free".formatted(LOWEST, BEHIND - 1, address.getHostAddress()));
    }

    private static boolean isFree(InetAddress address, int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, address)) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }

    /** 32768 on a Linux nobody has changed; other systems begin at 49152. */
    private static int startOfKernelsRange() {
        try {
            String start = Files.readString(KERNELS_RANGE).strip().split("\\s+")[0];
            // One that leaves nothing below is not worth the care.
            return Math.max(Integer.parseInt(start), 2 * LOWEST);
        } catch (IOException notLinux) {
            return 32_768;
        }
    }
}
