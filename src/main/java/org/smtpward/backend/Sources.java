package org.smtpward.backend;

import io.netty.handler.codec.haproxy.HAProxyProtocolVersion;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.smtpward.config.BackendOptions;
import org.smtpward.config.Network;
import org.smtpward.config.SourceClass;
import org.smtpward.config.SourceOptions;

/** Which source the backend connection of a client has ({@code backend.source}), and all sources to be probed. Immutable. */
public final class Sources {
    private static final int SMTP_PORT = 25;

    private final BackendOptions backend;
    private final SourceOptions options;

    public Sources(BackendOptions backend) {
        this.backend = backend;
        this.options = backend.source();
    }

    /**
     * The source for {@code client}.
     *
     * @param verifiedSubject see {@link SourceClass#has}
     */
    public Source of(Client client, Optional<String> verifiedSubject) {
        return switch (options.mode()) {
            case FIXED -> new Source.Ours(classOf(client, verifiedSubject).or(options::address));
            case TRANSPARENT ->
                new Source.Borrowed(Network.plain(client.address().getAddress()));
            case PROXY_V1 -> announced(HAProxyProtocolVersion.V1, client);
            case PROXY_V2 -> announced(HAProxyProtocolVersion.V2, client);
        };
    }

    private Optional<InetAddress> classOf(Client client, Optional<String> verifiedSubject) {
        for (SourceClass one : options.classes()) {
            if (one.has(client.address().getAddress(), verifiedSubject)) {
                return Optional.of(one.address());
            }
        }
        return Optional.empty();
    }

    private Source announced(HAProxyProtocolVersion version, Client client) {
        return new Source.Announced(options.address(), version, client.address(), client.destination());
    }

    /**
     * Those that clients can get, as far as they are known before the clients are: where the backend sees each client's own
     * address, strangers stand for them. With each, whether the backend may relay for it.
     */
    public Map<Source, Boolean> all() {
        var all = new LinkedHashMap<Source, Boolean>();
        switch (options.mode()) {
            case FIXED -> {
                all.put(new Source.Ours(options.address()), options.allowRelay());
                for (SourceClass one : options.classes()) {
                    all.merge(
                            new Source.Ours(Optional.of(one.address())),
                            one.allowRelay(),
                            (before, now) -> before && now);
                }
            }
            case TRANSPARENT ->
                strangers().stream()
                        .filter(address -> backend.addressFor(address instanceof Inet6Address)
                                .isPresent())
                        .forEach(address -> all.put(new Source.Borrowed(address), options.allowRelay()));
            case PROXY_V1, PROXY_V2 ->
                strangers().forEach(address -> all.put(of(stranger(address), Optional.empty()), options.allowRelay()));
        }
        return all;
    }

    private List<InetAddress> strangers() {
        return options.probe().addresses();
    }

    private static Client stranger(InetAddress address) {
        return new Client(new InetSocketAddress(address, SMTP_PORT), new InetSocketAddress(address, SMTP_PORT));
    }
}
