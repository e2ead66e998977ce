package org.smtpward.config;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.Optional;

/**
 * Whom the backend takes for its client.
 *
 * @param address what backend connections are bound to; empty: the system chooses
 * @param allowRelay start although the backend relays for this address
 */
public record SourceOptions(Optional<InetAddress> address, boolean allowRelay) {
    static Answer<SourceOptions> read(Section source) {
        source.ask("mode").only("fixed");
        var address = source.ask("address").text("an IP address, or the word any", SourceOptions::addressOrAny);
        var allowRelay = source.ask("allow-relay").flag();
        return source.assemble(() -> new SourceOptions(address.get(), allowRelay.get()));
    }

    private static Optional<InetAddress> addressOrAny(String text) {
        if (text.equals("any")) {
            return Optional.empty();
        }
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(text);
        if (address == null) {
            throw new IllegalArgumentException("not an IP address: " + text);
        }
        return Optional.of(address);
    }
}
