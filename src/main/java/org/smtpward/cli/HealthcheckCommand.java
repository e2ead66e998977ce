package org.smtpward.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import org.smtpward.config.AdminOptions;
import org.smtpward.config.ConfigurationException;
import org.smtpward.config.HostPort;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Asks the smtpward that runs here with the same configuration how it is: for containers, which have no other way. */
@Command(
        name = "healthcheck",
        description =
                "Ask the smtpward that runs here whether it takes mail. Ends with 0 if it does, else with 1 and why not.",
        mixinStandardHelpOptions = true)
final class HealthcheckCommand implements Callable<Integer> {
    /** Longer than a busy machine takes; container engines give up after 30 s by default. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final int MAX_ANSWER = 4096;

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Option(names = "--live", description = "Ask only whether it runs; whether it takes mail does not count.")
    private boolean live;

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws ConfigurationException {
        AdminOptions options = config.load().configuration().admin();
        Optional<HostPort> admin = options.address();
        if (admin.isEmpty() || admin.get().port() == 0) {
            return fail("admin.address is %s: nobody can be asked. Set it to an address with a port"
                    .formatted(admin.map(HostPort::toString).orElse("off")));
        }
        HostPort here = here(admin.get());
        try {
            return ask((options.tls().isPresent() ? "https://" : "http://") + here);
        } catch (IOException e) {
            return fail("%s does not answer: %s".formatted(here, e.getMessage()));
        }
    }

    private int ask(String admin) throws IOException {
        var connection = (HttpURLConnection)
                URI.create(admin + (live ? "/livez" : "/readyz")).toURL().openConnection(java.net.Proxy.NO_PROXY);
        if (connection instanceof HttpsURLConnection secure) {
            secure.setSSLSocketFactory(whoeverAnswers());
            secure.setHostnameVerifier((name, session) -> true);
        }
        connection.setConnectTimeout((int) PATIENCE.toMillis());
        connection.setReadTimeout((int) PATIENCE.toMillis());
        // The timeouts above are for each wait: one that dribbles would keep us.
        CompletableFuture.delayedExecutor(2 * PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .execute(connection::disconnect);
        try {
            int status = connection.getResponseCode();
            String answer = answer(connection, status);
            if (status == HttpURLConnection.HTTP_OK) {
                spec.commandLine().getOut().println(answer);
                return ExitCode.OK;
            }
            return fail(answer);
        } finally {
            connection.disconnect();
        }
    }

    /** Nothing secret is asked or told, and the certificate is for another name than loopback. */
    private static SSLSocketFactory whoeverAnswers() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Java has no TLS", e);
        }
    }

    private static String answer(HttpURLConnection connection, int status) throws IOException {
        try (InputStream body =
                status == HttpURLConnection.HTTP_OK ? connection.getInputStream() : connection.getErrorStream()) {
            return body == null ? "status " + status : new String(body.readNBytes(MAX_ANSWER), UTF_8).strip();
        }
    }

    /** Who listens at every address does so at 127.0.0.1: {@code [::]} is both families. */
    private static HostPort here(HostPort admin) {
        Optional<InetAddress> any = admin.literal().filter(InetAddress::isAnyLocalAddress);
        return any.map(address -> new HostPort("127.0.0.1", admin.port())).orElse(admin);
    }

    private int fail(String why) {
        spec.commandLine().getErr().println("smtpward: " + why);
        return ExitCode.RUNTIME;
    }
}
