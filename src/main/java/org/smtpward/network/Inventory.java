package org.smtpward.network;

import java.util.List;
import java.util.stream.Stream;

/**
 * What a part of the kernel's network has of what is ours.
 *
 * @param present what is there and wanted, as the commands that make it
 * @param missing what is wanted and not there, likewise
 * @param stale what is there and not wanted, as the commands that remove it
 */
public record Inventory(List<ShellCommand> present, List<ShellCommand> missing, List<ShellCommand> stale) {
    static final Inventory NOTHING = new Inventory(List.of(), List.of(), List.of());

    public Inventory {
        present = List.copyOf(present);
        missing = List.copyOf(missing);
        stale = List.copyOf(stale);
    }

    /** Both. */
    Inventory and(Inventory other) {
        return new Inventory(join(present, other.present), join(missing, other.missing), join(stale, other.stale));
    }

    private static List<ShellCommand> join(List<ShellCommand> some, List<ShellCommand> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }
}
