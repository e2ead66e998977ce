package org.smtpward.backend;

import io.netty.handler.codec.haproxy.HAProxyProtocolVersion;
import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.smtpward.backend.Expectation.Mail;
import org.smtpward.config.BackendOptions;
import org.smtpward.config.HostPort;
import org.smtpward.config.LocalClients;
import org.smtpward.config.Network;
import org.smtpward.config.SourceClass;
import org.smtpward.config.SourceOptions;

/** Source of each client's backend connection ({@code backend.source}), and all sources to be probed. Immutable. */
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
            case FIXED ->
                new Source.Ours(classOf(client, verifiedSubject)
                        .or(() -> isAtHome(client) ? atHome() : Optional.empty())
                        .or(options::address));
            case TRANSPARENT ->
                isAtHome(client) && atHome().isPresent()
                        ? new Source.Ours(atHome())
                        : new Source.Borrowed(Network.plain(client.address().getAddress()));
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

    /** A client that comes from the address of all others wants to be treated so: {@code smtpward probe --source}. */
    private boolean isAtHome(Client client) {
        InetAddress from = Network.plain(client.address().getAddress());
        return client.isLocal() && options.address().filter(from::equals).isEmpty();
    }

    /** The address of local clients, where they have one: loopback, if the backend is there and they are as before. */
    private Optional<InetAddress> atHome() {
        if (options.localClients() == LocalClients.AS_OTHERS) {
            return Optional.empty();
        }
        HostPort to = backend.address();
        return to.host().equalsIgnoreCase("localhost")
                ? Optional.of(
                        options.address().filter(Inet6Address.class::isInstance).isPresent()
                                ? NetUtil.LOCALHOST6
                                : NetUtil.LOCALHOST4)
                : to.literal()
                        .filter(InetAddress::isLoopbackAddress)
                        .map(literal -> literal instanceof Inet6Address ? NetUtil.LOCALHOST6 : NetUtil.LOCALHOST4);
    }

    private Source announced(HAProxyProtocolVersion version, Client client) {
        return new Source.Announced(options.address(), version, client.address(), client.destination());
    }

    /**
     * Those that clients can get, as far as they are known before the clients are: where the backend sees each client's own
     * address, strangers stand for them. With each, what its clients need. The first one is that of most clients.
     */
    public Map<Source, Expectation> all() {
        var all = new LinkedHashMap<Source, Expectation>();
        var strangers = new Expectation(options.allowRelay(), options.allowRelay() ? Mail.UNASKED : Mail.ADVISORY);
        switch (options.mode()) {
            case FIXED -> {
                all.put(new Source.Ours(options.address()), new Expectation(options.allowRelay(), Mail.REQUIRED));
                for (SourceClass one : options.classes()) {
                    all.merge(
                            new Source.Ours(Optional.of(one.address())),
                            new Expectation(one.allowRelay(), Mail.REQUIRED),
                            Expectation::and);
                }
                addLocal(all);
            }
            case TRANSPARENT -> {
                strangers().stream()
                        .filter(address -> backend.addressFor(address instanceof Inet6Address)
                                .isPresent())
                        .forEach(address -> all.put(new Source.Borrowed(address), strangers));
                addLocal(all);
            }
            case PROXY_V1, PROXY_V2 ->
                strangers().forEach(address -> all.put(of(stranger(address), Optional.empty()), strangers));
        }
        return all;
    }

    /** The backend may relay for local clients, as it did before; others that share their source still need more. */
    private void addLocal(Map<Source, Expectation> all) {
        atHome().ifPresent(address -> all.merge(
                new Source.Ours(Optional.of(address)), new Expectation(true, Mail.ADVISORY), Expectation::and));
    }

    private List<InetAddress> strangers() {
        return options.probe().addresses();
    }

    private static Client stranger(InetAddress address) {
        return new Client(new InetSocketAddress(address, SMTP_PORT), new InetSocketAddress(address, SMTP_PORT));
    }
}
