package org.smtpward;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;
import org.smtpward.config.Configuration;
import org.smtpward.listener.Neighbours;
import org.smtpward.shared.SharedNodes;

/** The other nodes, if this one shares anything with any. */
final class Cluster implements AutoCloseable {
    private final Optional<SharedNodes> nodes;

    /** @param configuration the one in force */
    Cluster(Supplier<Configuration> configuration, Telemetry telemetry) {
        this.nodes = configuration.get().shared().isOn()
                ? Optional.of(new SharedNodes(configuration, telemetry.shared(), System::nanoTime))
                : Optional.empty();
    }

    Neighbours neighbours() {
        return nodes.<Neighbours>map(some -> some).orElse(Neighbours.NONE);
    }

    /** Waits for Redis once, a moment; why it cannot ever be asked, if it is so. */
    Optional<String> begin() {
        try {
            if (nodes.isPresent()) {
                nodes.get().start();
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void close() {
        nodes.ifPresent(SharedNodes::close);
    }
}
