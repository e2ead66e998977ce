package org.smtpward.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The Redis through which nodes share.
 *
 * @param address empty: there is none, and nodes share nothing
 * @param user as whom we log in; empty: Redis' own default user
 * @param passwordFile holds its password; empty: we do not log in
 * @param ca the authorities whose word counts in TLS; empty: those of the Java runtime
 * @param database which one of its databases
 * @param prefix what the names of all keys and channels begin with
 * @param patience how long it may take to answer before it counts as away
 */
public record RedisOptions(
        Optional<RedisAddress> address,
        Optional<String> user,
        Optional<Path> passwordFile,
        Optional<Path> ca,
        int database,
        String prefix,
        Duration patience) {
    private static final String PATH = "the path of a file, or \"\" for none";
    private static final Pattern USER = Pattern.compile("[!-~]{1,128}");
    private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    public RedisOptions {
        if (user.isPresent() && passwordFile.isEmpty()) {
            throw new InvalidOption("user", "a user needs a password: set password-file");
        }
        if (ca.isPresent() && address.isPresent() && !address.get().tls()) {
            throw new InvalidOption("ca", "authorities are for TLS: begin address with rediss://");
        }
    }

    static Answer<RedisOptions> read(Section redis) {
        var address = redis.ask("address").text(RedisAddress.EXPECTED, RedisOptions::address);
        var user = redis.ask("user").text("a user's name without blanks, or \"\"", RedisOptions::user);
        var passwordFile = redis.ask("password-file").text(PATH, RedisOptions::path);
        var ca = redis.ask("ca").text(PATH, RedisOptions::path);
        var database = redis.ask("database").wholeNumber("a database's number", 0, 9999);
        var prefix = redis.ask("prefix")
                .text("1 to 64 of the characters A-Z, a-z, 0-9, dot, dash and underscore", RedisOptions::requirePrefix);
        var patience = redis.ask("patience").time("50ms", "10s");
        return redis.assemble(() -> new RedisOptions(
                address.get(), user.get(), passwordFile.get(), ca.get(), database.get(), prefix.get(), patience.get()));
    }

    private static Optional<RedisAddress> address(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(RedisAddress.parse(text));
    }

    private static Optional<String> user(String text) {
        if (!text.isEmpty() && !USER.matcher(text).matches()) {
            throw new IllegalArgumentException("not a user: " + text);
        }
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    private static Optional<Path> path(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(Path.of(text));
    }

    private static String requirePrefix(String text) {
        if (!PREFIX.matcher(text).matches()) {
            throw new IllegalArgumentException("not a prefix: " + text);
        }
        return text;
    }
}
