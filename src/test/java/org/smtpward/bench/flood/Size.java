package org.smtpward.bench.flood;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;

/** How large the floods are, and how little smtpward has to stand them. */
enum Size {
    /** For every change: seconds, in the memory of a watch. */
    SMALL(
            new Ward.Bounds(64, 0, 400, 300, 200),
            new Trial.Pace(5, Duration.ZERO, Duration.ofSeconds(60)),
            List.of(
                    new IdleSessions(250),
                    new Connections(4),
                    new FullHouse(4, 150),
                    new SilentHandshakes(80),
                    new Handshakes(8),
                    new Commands(20),
                    new SlowSenders(100),
                    new LargeMessages(64_000_000, 0),
                    new DeepPipelines(3, 10_000),
                    new LargeReplies(5)),
            new ExhaustedDescriptors(150)),
    /** As they are meant: minutes. */
    FULL(
            new Ward.Bounds(256, 0, room() + 50, 1000, 2000),
            new Trial.Pace(200, Duration.ofSeconds(10), Duration.ofMinutes(3)),
            List.of(
                    new IdleSessions(room()),
                    new Connections(16),
                    new FullHouse(110, 100),
                    new SilentHandshakes(800),
                    new Handshakes(64),
                    new Commands(200),
                    new SlowSenders(2_000),
                    new LargeMessages(1_000_000_000, 4),
                    new DeepPipelines(20, 10_000),
                    new LargeReplies(20)),
            new ExhaustedDescriptors(2_000));

    private static final int FEW_DESCRIPTORS = 150;

    private final Ward.Bounds bounds;
    private final Trial.Pace pace;
    private final List<Flood> floods;
    private final Flood ofDescriptors;

    Size(Ward.Bounds bounds, Trial.Pace pace, List<Flood> floods, Flood ofDescriptors) {
        this.bounds = bounds;
        this.pace = pace;
        this.floods = floods;
        this.ofDescriptors = ofDescriptors;
    }

    /** 10,000 sessions, or as many as this machine's limit of descriptors has room for, and some for those turned away. */
    private static int room() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                ? (int) Math.min(10_000, (system.getMaxFileDescriptorCount() - 1_000) / 2)
                : 10_000;
    }

    /** For most floods. */
    Ward.Bounds bounds() {
        return bounds;
    }

    /** For {@link #ofDescriptors}. */
    Ward.Bounds fewDescriptors() {
        return new Ward.Bounds(
                bounds.mebibytes(), FEW_DESCRIPTORS, bounds.connections(), bounds.perAddress(), bounds.handshakes());
    }

    Trial.Pace pace() {
        return pace;
    }

    List<Flood> floods() {
        return floods;
    }

    Flood ofDescriptors() {
        return ofDescriptors;
    }
}
