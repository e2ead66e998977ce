package org.smtpward.config;

import io.netty.util.NetUtil;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * TLS with the backend, when there is any.
 *
 * @param ciphers for TLS 1.2 and older; empty: all that there are
 * @param ca a PEM file; there is one if {@code verify} is {@link Verify#CA}
 * @param pins there are some if {@code verify} is {@link Verify#PIN}
 * @param serverName asked for by SNI and looked for in the certificate; empty: the host of {@code backend.address}
 */
public record BackendTlsOptions(
        BackendTlsVersion minVersion,
        List<BackendCipher> ciphers,
        Verify verify,
        Optional<Path> ca,
        List<PublicKeyPin> pins,
        Optional<String> serverName) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9._-]{0,251}[A-Za-z0-9_])?");

    /** What the backend's certificate has to prove. */
    public enum Verify {
        /** Nothing. */
        NONE,
        /** That an authority of {@code ca} vouches for its name. */
        CA,
        /** That its key is one of {@code pins}. */
        PIN;

        /** The word in the configuration. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public BackendTlsOptions {
        ciphers = List.copyOf(ciphers);
        pins = List.copyOf(pins);
        if (minVersion == BackendTlsVersion.TLS_1_3 && !ciphers.isEmpty()) {
            throw new InvalidOption("ciphers", "min-version = 1.3 leaves no use for them; take []");
        }
        // What is configured and not looked at would be a false comfort.
        requireTogether("ca", ca.isPresent(), verify, Verify.CA);
        requireTogether("pins", !pins.isEmpty(), verify, Verify.PIN);
    }

    static Answer<BackendTlsOptions> read(Section tls) {
        var minVersion = tls.ask("min-version").word(BackendTlsVersion.values(), BackendTlsVersion::label);
        var ciphers = tls.ask("ciphers").each(element -> element.text("the name of a cipher", BackendCipher::of));
        var verify = tls.ask("verify").word(Verify.values(), Verify::label);
        var ca = tls.ask("ca").text("the path of a PEM file, or \"\"", BackendTlsOptions::path);
        var pins = tls.ask("pins").each(element -> element.text(PublicKeyPin.EXPECTED, PublicKeyPin::parse));
        var serverName = tls.ask("server-name").text("the name of a host, or \"\"", BackendTlsOptions::name);
        return tls.assemble(() -> new BackendTlsOptions(
                minVersion.get(), ciphers.get(), verify.get(), ca.get(), pins.get(), serverName.get()));
    }

    private static void requireTogether(String key, boolean isThere, Verify verify, Verify that) {
        if (isThere && verify != that) {
            throw new InvalidOption(
                    key, "verify = %s does not look at it; set verify = %s".formatted(verify.label(), that.label()));
        }
        if (!isThere && verify == that) {
            throw new InvalidOption(key, "verify = %s needs it".formatted(that.label()));
        }
    }

    private static Optional<Path> path(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(Path.of(text));
    }

    private static Optional<String> name(String text) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        if (!isName(text)) {
            throw new IllegalArgumentException("not a name: " + text);
        }
        return Optional.of(text);
    }

    /** An address is no name: it cannot be asked for by SNI (RFC 6066 §3). */
    static boolean isName(String host) {
        return NAME.matcher(host).matches() && !NetUtil.isValidIpV4Address(host);
    }
}
