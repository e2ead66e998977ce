package org.smtpward.tls;

import io.netty.handler.ssl.NotSslRecordException;
import java.nio.channels.ClosedChannelException;
import java.util.Locale;
import java.util.Map;
import org.smtpward.session.TlsTrouble;

/** What a failed handshake with the backend means, in plain words: what engines say is for those who build them. */
public final class HandshakeTrouble {
    /** By what BoringSSL or the JDK says, in capitals. */
    private static final Map<String, String> WORDS = Map.of(
            "UNSUPPORTED_PROTOCOL", "its version of TLS is older than backend.tls-options.min-version",
            "PROTOCOL_VERSION", "it does not speak any version of TLS from backend.tls-options.min-version on",
            "IS NOT ACCEPTED BY CLIENT", "its version of TLS is older than backend.tls-options.min-version",
            "WRONG_VERSION_NUMBER", "what it sends is not TLS",
            "HANDSHAKE_FAILURE",
                    "it has no cipher that we have (backend.tls-options.ciphers; there is no DHE, 3DES or RC4)");

    private HandshakeTrouble() {}

    /** What {@code failure}, from the handshake's future, means. */
    public static TlsTrouble of(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UntrustedException untrusted) {
                return new TlsTrouble(TlsTrouble.Kind.UNTRUSTED, untrusted.getMessage());
            }
            if (cause instanceof java.security.cert.CertificateException) {
                return new TlsTrouble(TlsTrouble.Kind.UNTRUSTED, "its certificate cannot be read");
            }
        }
        return new TlsTrouble(TlsTrouble.Kind.FAILED, why(failure));
    }

    private static String why(Throwable failure) {
        if (failure instanceof NotSslRecordException) {
            return "what it sends is not TLS";
        }
        if (failure instanceof ClosedChannelException) {
            return "it closed the connection";
        }
        String said = String.valueOf(failure.getMessage()).toUpperCase(Locale.ROOT);
        return WORDS.entrySet().stream()
                .filter(word -> said.contains(word.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("the engine says " + printable(said));
    }

    /** OpenSSL's words for its errors; of what the peer sent they have the number of an alert at most. */
    private static String printable(String said) {
        String cut = said.length() <= 120 ? said : said.substring(0, 120);
        return cut.replaceAll("[^ -~]", "?").replace('"', '\'');
    }
}
