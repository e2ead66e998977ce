package org.smtpward.shared;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.redis.client.Redis;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.TrustManagerFactory;
import org.smtpward.config.RedisAddress;
import org.smtpward.config.RedisOptions;
import org.smtpward.config.SharedOptions;
import org.smtpward.tls.KeyFile;
import org.smtpward.tls.Unreadable;

/** Makes clients of the Redis that is configured, none of which takes more than it needs: not in memory, nor in time. */
final class RedisAccess {
    /** What {@code HELLO} tells has about ten parts; nothing that we ask for has more. */
    private static final int MAX_PARTS = 64;

    private static final int MAX_NESTED = 8;
    private static final int MAX_LINE = 4096;

    /** A report, or the part of the list of bans that is read at a time, whichever is longer. */
    private static final int MAX_REPORT = 65_536;

    private static final int MAX_PASSWORD = 1000;

    /** A connection that brings nothing for so long is closed, in seconds: far longer than nodes are silent. */
    private static final int SILENCE = 60;

    private final SharedOptions options;
    private final Duration patience;

    /** @param patience how long each step may take */
    RedisAccess(SharedOptions options, Duration patience) {
        this.options = options;
        this.patience = patience;
    }

    RedisAddress address() {
        return options.redis().address().orElseThrow();
    }

    long patienceMillis() {
        return patience.toMillis();
    }

    /** One event loop, on which nothing else happens. Two connections gain nothing by epoll. */
    static Vertx newVertx() {
        Vertx vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setPreferNativeTransport(false));
        // The client throws where what it reads is no Redis'; whoever asked hears of it by its patience at the latest.
        return vertx.exceptionHandler(notRedis -> {});
    }

    String key(String name) {
        return options.redis().prefix() + ':' + name;
    }

    /**
     * A client without connections.
     *
     * @throws IOException tells the operator which file cannot be used, and why
     */
    Redis newClient(Vertx vertx) throws IOException {
        RedisOptions redis = options.redis();
        var client = new io.vertx.redis.client.RedisOptions()
                .setConnectionString(address() + "/" + redis.database())
                .setNetClientOptions(network(redis))
                .setMaxPoolSize(2)
                .setMaxPoolWaiting(2)
                .setMaxWaitingHandlers(32)
                .setMaxNestedArrays(MAX_NESTED)
                .setMaxMultiLength(MAX_PARTS)
                .setMaxLineLength(MAX_LINE)
                .setMaxStringLength(Math.max(MAX_REPORT, BanList.maxOctets(options.maxBans())));
        redis.user().ifPresent(client::setUser);
        if (redis.passwordFile().isPresent()) {
            client.setPassword(password(redis.passwordFile().get()));
        }
        return Redis.createClient(vertx, client);
    }

    private NetClientOptions network(RedisOptions redis) throws IOException {
        var network = new NetClientOptions()
                .setConnectTimeout((int) patienceMillis())
                .setReadIdleTimeout(SILENCE)
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setTcpNoDelay(true)
                .setSsl(address().tls())
                .setHostnameVerificationAlgorithm("HTTPS");
        if (redis.ca().isPresent()) {
            Path ca = redis.ca().get();
            try {
                Files.readAllBytes(ca);
            } catch (IOException e) {
                throw new IOException("shared.redis.ca: " + Unreadable.text(ca, e), e);
            }
            network.setTrustOptions(new PemTrustOptions().addCertPath(ca.toString()));
        } else if (address().tls()) {
            network.setTrustOptions(io.vertx.core.net.TrustOptions.wrap(javasOwn()));
        }
        return network;
    }

    private static javax.net.ssl.TrustManager javasOwn() {
        try {
            var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init((KeyStore) null);
            return factory.getTrustManagers()[0];
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException("Java has no authorities", e);
        }
    }

    private static String password(Path file) throws IOException {
        try {
            KeyFile.requirePrivate("shared.redis.password-file", file);
            String line = Files.readString(file, UTF_8).stripTrailing();
            if (line.isEmpty() || line.length() > MAX_PASSWORD || line.chars().anyMatch(Character::isISOControl)) {
                throw new IOException("shared.redis.password-file: %s must have one line of 1 to %d characters"
                        .formatted(file, MAX_PASSWORD));
            }
            return line;
        } catch (CharacterCodingException e) {
            throw new IOException("shared.redis.password-file: %s is not UTF-8".formatted(file), e);
        } catch (FileSystemException e) {
            throw new IOException("shared.redis.password-file: " + Unreadable.text(file, e), e);
        }
    }
}
