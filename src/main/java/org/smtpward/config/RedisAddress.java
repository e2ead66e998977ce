package org.smtpward.config;

/**
 * Where a Redis is.
 *
 * @param tls whether TLS begins with the first octet
 * @param server its host and port
 */
public record RedisAddress(boolean tls, HostPort server) {
    /** What {@link #parse} takes, in words for an operator. */
    static final String EXPECTED = "\"redis://HOST:PORT\", \"rediss://HOST:PORT\" with TLS, or \"\" for none";

    private static final String PLAIN = "redis://";
    private static final String TLS = "rediss://";

    public RedisAddress {
        if (server.host().indexOf('_') >= 0) {
            throw new InvalidOption("a name with an underscore cannot stand in the address of a Redis");
        }
    }

    /** As it is written in the configuration. */
    static RedisAddress parse(String text) {
        if (text.indexOf('@') >= 0) {
            // Said without the text: it holds a password.
            throw new InvalidOption("user and password do not stand in the address: they are user and password-file");
        }
        if (text.startsWith(TLS)) {
            return new RedisAddress(true, HostPort.parseTarget(text.substring(TLS.length())));
        }
        if (text.startsWith(PLAIN)) {
            return new RedisAddress(false, HostPort.parseTarget(text.substring(PLAIN.length())));
        }
        throw new IllegalArgumentException("not a Redis: " + text);
    }

    /** As it is written in the configuration. */
    @Override
    public String toString() {
        return (tls ? TLS : PLAIN) + server;
    }
}
