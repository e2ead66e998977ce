package org.smtpward.rewrite;

import com.google.re2j.Pattern;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.smtpward.reply.BackendReply;

/**
 * Turns the code 403, which sendmail before 8.17.1 gave for TLS trouble and which SMTP does not have, into 454
 * (RFC 3207 §4; sendmail 8.17.1 RELEASE_NOTES). Senders treat an unknown code in ways of their own; 454 makes them retry.
 */
public final class Tls403 {
    /** The texts of the rulesets TLS_connection and STLS_connection, sendmail 8.14 to 8.16, and words of TLS. */
    private static final Pattern OF_TLS = Pattern.compile(
            "403[ -]4\\.7\\.0 (?:authentication (?:required|failed|failure)|not authenticated|no authentication requested"
                    + "|encryption too weak [0-9]+ less than [0-9]+"
                    + "|(?:CN|Cert Subject|Cert Issuer) .* does not match)"
                    + "|\\b(?:STARTTLS|TLS|SSL|DANE\\b|encrypt|certificate|cipher)",
            Pattern.CASE_INSENSITIVE);

    /** The one text that 8.17.1 also changed: without an access map the old one lacked a word. */
    private static final Pattern SHORT_HANDSHAKE = Pattern.compile("(?m)^(454[ -]4\\.7\\.0 TLS handshake)\\.(\\r?)$");

    private static final Pattern CODE = Pattern.compile("(?m)^403");

    private final Tls403Scope scope;

    /** A rewriter for the replies that {@code scope} names. */
    public Tls403(Tls403Scope scope) {
        this.scope = scope;
    }

    /**
     * The reply to show instead, or empty when this one stays as it is. The caller releases it.
     *
     * @param reply any reply of the backend but a 334 (RFC 4954 challenges are data)
     */
    public Optional<ByteBuf> rewrite(BackendReply reply) {
        if (reply.code() != 403 || scope == Tls403Scope.OFF) {
            return Optional.empty();
        }
        String lines = reply.octets().toString(StandardCharsets.ISO_8859_1);
        if (scope == Tls403Scope.KNOWN && !OF_TLS.matcher(lines).find()) {
            return Optional.empty();
        }
        String rewritten = CODE.matcher(lines).replaceAll("454");
        rewritten = SHORT_HANDSHAKE.matcher(rewritten).replaceAll("$1 failed.$2");
        return Optional.of(Unpooled.wrappedBuffer(rewritten.getBytes(StandardCharsets.ISO_8859_1)));
    }
}
