package org.smtpward.admin;

import io.netty.util.NetUtil;
import java.util.Optional;
import java.util.Set;

/**
 * Who may see what. With a password, who knows it; without one, the page is for this machine alone, and only under a name
 * that no stranger's DNS can give to it: else a page of the web, open in a browser on this machine, could read it (DNS
 * rebinding).
 */
final class Access {
    /** What proxies add to say whose request they pass on; a mesh's do so from loopback. */
    static final Set<String> FORWARDED =
            Set.of("Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Proto", "X-Real-IP", "X-Envoy-External-Address");

    private static final String LOCALHOST = "localhost";
    private static final Set<String> FROM_ELSEWHERE = Set.of("cross-site", "same-site");

    private static final String NOT_FROM_HERE = """
            The status page is for this machine alone while no password is set. Either come through a tunnel:
              ssh -L 9125:127.0.0.1:9125 HOST       kubectl port-forward POD 9125
            and open http://127.0.0.1:9125/, or set admin.password-file, and admin.tls, in the configuration.
            /metrics, /livez and /readyz are open.
            """;
    private static final String NOT_BY_THIS_NAME = """
            Without a password the status page is only to be had as localhost or by an IP address: any other name might be
            a stranger's. A reverse proxy needs admin.password-file, or has to send "Host: localhost" and ask for a
            password of its own.
            """;
    private static final String NOT_FOR_OTHER_SITES = "This is not for pages of other sites.\n";
    private static final String LOG_IN = "The user is admin; the password stands in the file admin.password-file.\n";

    private final Optional<Password> password;
    private final boolean metricsOpen;
    private final String hostname;

    /** @param hostname of this machine, which nobody else can give away */
    Access(Optional<Password> password, boolean metricsOpen, String hostname) {
        this.password = password;
        this.metricsOpen = metricsOpen;
        this.hostname = hostname;
    }

    /** What somebody wants to see. */
    enum Kind {
        /** Asked for by who cannot log in. */
        HEALTH,
        METRICS,
        PAGE,
        /** What the page's script fetches; nobody else's has to. */
        CONTENT
    }

    /**
     * Who asks.
     *
     * @param address the other end of the connection
     * @param host the host that was asked for, without a port; empty for who says none, which no browser does
     * @param authorization the header of that name
     * @param site {@code Sec-Fetch-Site}: a browser tells whose page has asked
     * @param forwarded whether it is somebody else whom a proxy on this machine passes on, see {@link #FORWARDED}
     */
    record Visitor(
            String address,
            Optional<String> host,
            Optional<String> authorization,
            Optional<String> site,
            boolean forwarded) {}

    /** Why not. */
    record Refusal(int status, String text) {}

    /** Empty: here you are. */
    Optional<Refusal> refusal(Kind kind, Visitor visitor) {
        return switch (kind) {
            case HEALTH -> Optional.empty();
            case METRICS -> metricsOpen ? Optional.empty() : passwordRefusal(visitor);
            case PAGE -> pageRefusal(visitor);
            case CONTENT ->
                visitor.site().filter(FROM_ELSEWHERE::contains).isPresent()
                        ? Optional.of(new Refusal(403, NOT_FOR_OTHER_SITES))
                        : pageRefusal(visitor);
        };
    }

    private Optional<Refusal> passwordRefusal(Visitor visitor) {
        return password.isEmpty() || password.get().isIn(visitor.authorization())
                ? Optional.empty()
                : Optional.of(new Refusal(401, LOG_IN));
    }

    private Optional<Refusal> pageRefusal(Visitor visitor) {
        if (password.isPresent()) {
            return passwordRefusal(visitor);
        }
        if (!isLoopback(visitor.address())) {
            return Optional.of(new Refusal(403, NOT_FROM_HERE));
        }
        // A proxy that says "Host: localhost" was told to.
        if (visitor.forwarded()
                && visitor.host().filter(LOCALHOST::equalsIgnoreCase).isEmpty()) {
            return Optional.of(new Refusal(403, NOT_BY_THIS_NAME));
        }
        return visitor.host().stream().allMatch(this::isOurs)
                ? Optional.empty()
                : Optional.of(new Refusal(403, NOT_BY_THIS_NAME));
    }

    private static boolean isLoopback(String address) {
        var found = NetUtil.createInetAddressFromIpAddressString(address);
        return found != null && found.isLoopbackAddress();
    }

    private boolean isOurs(String host) {
        return host.equalsIgnoreCase(LOCALHOST)
                || host.equalsIgnoreCase(hostname)
                || NetUtil.isValidIpV4Address(host)
                || NetUtil.isValidIpV6Address(host);
    }
}
