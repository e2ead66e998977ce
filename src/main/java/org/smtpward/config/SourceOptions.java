package org.smtpward.config;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * Source of backend connections, {@code backend.source}.
 *
 * @param mode how it is told
 * @param address what backend connections are bound to; empty: the system chooses. Not with {@code transparent}
 * @param classes clients with an address of their own; the first that fits counts. Only with {@code fixed}
 * @param localClients how clients on this machine are treated
 * @param trace what is put on top of mail. Only with {@code fixed}
 * @param allowRelay start although the backend relays for this address
 * @param probe how the backend is asked whether it relays and takes mail
 */
public record SourceOptions(
        SourceMode mode,
        Optional<InetAddress> address,
        List<SourceClass> classes,
        LocalClients localClients,
        SourceTrace trace,
        boolean allowRelay,
        SourceProbe probe) {
    /** Each address is probed at the start: more would be another program's work. */
    private static final int MAX_CLASSES = 32;

    public SourceOptions {
        classes = List.copyOf(classes);
        if (!classes.isEmpty() && mode != SourceMode.FIXED) {
            throw new InvalidOption(
                    "classes",
                    "they are for mode = fixed; with %s the backend sees each client".formatted(mode.label()));
        }
        if (trace != SourceTrace.OFF && mode != SourceMode.FIXED) {
            throw new InvalidOption(
                    "trace", "it is for mode = fixed; with %s the backend sees each client".formatted(mode.label()));
        }
        if (classes.size() > MAX_CLASSES) {
            throw new InvalidOption("classes", "%d at most, found %d".formatted(MAX_CLASSES, classes.size()));
        }
        for (SourceClass one : classes) {
            if (one.allowRelay() && address.filter(one.address()::equals).isPresent()) {
                throw new InvalidOption(
                        "classes",
                        "a class that may relay needs an address of its own, not %s, which is everybody's"
                                .formatted(one.address().getHostAddress()));
            }
        }
    }

    static Answer<SourceOptions> read(Section source) {
        var mode = source.ask("mode").word(SourceMode.values(), SourceMode::label);
        var address = source.ask("address").text("an IP address, or the word any", SourceOptions::addressOrAny);
        var classes = source.ask("classes").each(element -> element.section(SourceClass::read));
        var localClients = source.ask("local-clients").word(LocalClients.values(), LocalClients::label);
        var trace = source.ask("trace").word(SourceTrace.values(), SourceTrace::label);
        var allowRelay = source.ask("allow-relay").flag();
        var probe = source.ask("probe").section(SourceProbe::read);
        return source.assemble(() -> new SourceOptions(
                mode.get(),
                address.get(),
                classes.get(),
                localClients.get(),
                trace.get(),
                allowRelay.get(),
                probe.get()));
    }

    private static Optional<InetAddress> addressOrAny(String text) {
        return text.equals("any") ? Optional.empty() : Optional.of(SourceProbe.address(text));
    }
}
