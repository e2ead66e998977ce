package org.smtpward.config;

import java.util.Optional;

/**
 * The HTTP side for operators.
 *
 * @param address empty: there is none
 */
public record AdminOptions(Optional<HostPort> address) {
    static Answer<AdminOptions> read(Section admin) {
        var address = admin.ask("address").text(HostPort.EXPECTED + ", or the word off", AdminOptions::addressOrOff);
        return admin.assemble(() -> new AdminOptions(address.get()));
    }

    private static Optional<HostPort> addressOrOff(String text) {
        return text.equals("off") ? Optional.empty() : Optional.of(HostPort.parse(text));
    }
}
