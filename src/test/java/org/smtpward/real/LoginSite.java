package org.smtpward.real;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;

/** The web site that has name and certificate in common with the mail server: logs its visitor in and sends him on. */
final class LoginSite implements AutoCloseable {
    /** No script may read it, and nobody listening. It goes with forms of other sites, as the default did for long. */
    private static final String ATTRIBUTES = "; Path=/; Secure; HttpOnly; SameSite=None";

    private final HttpsServer server;
    private final AtomicInteger visits = new AtomicInteger();

    private LoginSite(HttpsServer server) {
        this.server = server;
    }

    /**
     * On a free port of 127.0.0.1.
     *
     * @param certificate with its key beside it
     * @param cookie as {@code name=value}
     * @param next where the visitor goes from here
     */
    static LoginSite open(Path certificate, String cookie, String next) throws IOException {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context(certificate)));
        LoginSite site = new LoginSite(server);
        server.createContext("/", exchange -> {
            site.visits.incrementAndGet();
            exchange.getResponseHeaders().add("Set-Cookie", cookie + ATTRIBUTES);
            exchange.getResponseHeaders().add("Location", next);
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        server.start();
        return site;
    }

    InetSocketAddress address() {
        return server.getAddress();
    }

    int visits() {
        return visits.get();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private static SSLContext context(Path certificate) throws IOException {
        JdkSslContext context = (JdkSslContext) SslContextBuilder.forServer(
                        certificate.toFile(),
                        certificate.resolveSibling("key.pem").toFile())
                .sslProvider(SslProvider.JDK)
                .build();
        return context.context();
    }
}
