package org.smtpward.config;

import java.net.InetAddress;
import java.util.List;

/**
 * How many clients may come in.
 *
 * @param connections at a time, all listeners together
 * @param connectionsPerAddress at a time from one address; 0: no limit
 * @param connectionRate new ones per second from one address; 0: no limit
 * @param exemptNetworks whose addresses have neither of these two limits
 */
public record AdmissionLimits(
        int connections, int connectionsPerAddress, int connectionRate, List<Network> exemptNetworks) {
    public AdmissionLimits {
        if (connections < 1 || connectionsPerAddress < 0 || connectionRate < 0) {
            throw new IllegalArgumentException(
                    "not limits: %d, %d, %d".formatted(connections, connectionsPerAddress, connectionRate));
        }
        exemptNetworks = List.copyOf(exemptNetworks);
    }

    /** Whether {@code address} has no limits of its own. */
    public boolean isExempt(InetAddress address) {
        return exemptNetworks.stream().anyMatch(network -> network.contains(address));
    }
}
