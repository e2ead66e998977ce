package org.smtpward.quickstart;

import java.util.List;
import java.util.Optional;

/**
 * The source of backend connections that fits a host.
 *
 * @param transparent else fixed
 * @param reason a sentence
 */
record SourceChoice(boolean transparent, String reason) {
    /** Neither a blacklist nor another program has it: smtpward's default. */
    static final String FIXED = "127.25.25.25";

    /** Linux takes sockets with foreign addresses (IP_TRANSPARENT) from 2.6.28 on. */
    private static final List<Integer> OLDEST_KERNEL = List.of(2, 6, 28);

    static SourceChoice of(Machine machine) {
        Optional<String> obstacle = obstacle(machine);
        return obstacle.isEmpty()
                ? new SourceChoice(
                        true,
                        "sendmail sees each client's own address; every feature below works as it does today, and so"
                                + " do sendmail's log and its Received lines.")
                : new SourceChoice(
                        false,
                        obstacle.get() + ", so transparent is not possible here. sendmail sees every client as " + FIXED
                                + ".");
    }

    private static Optional<String> obstacle(Machine machine) {
        if (!machine.hasIp()) {
            return Optional.of("the program ip (package iproute2) is not installed");
        }
        if (!machine.hasSystemd()) {
            return Optional.of("systemd is not there, which would give smtpward the capability CAP_NET_RAW");
        }
        return machine.kernel()
                .filter(SourceChoice::isTooOld)
                .map(kernel -> "kernel " + kernel + " is older than 2.6.28");
    }

    private static boolean isTooOld(String kernel) {
        String[] parts = kernel.split("[^0-9]+", -1);
        for (int i = 0; i < OLDEST_KERNEL.size(); i++) {
            int part = i < parts.length && parts[i].matches("[0-9]{1,6}") ? Integer.parseInt(parts[i]) : 0;
            int oldest = OLDEST_KERNEL.get(i);
            if (part != oldest) {
                return part < oldest;
            }
        }
        return false;
    }
}
