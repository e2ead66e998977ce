package org.smtpward.demo;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** AUTH with PLAIN and LOGIN (RFC 4954) for the only user there is: alice, whose password is secret. */
final class SendmailAuth {
    private static final String USER = "alice";
    private static final String PASSWORD = "secret";

    private boolean plain;
    private @Nullable String user;
    private boolean authenticated;

    boolean isAuthenticated() {
        return authenticated;
    }

    void forget() {
        authenticated = false;
    }

    /** The reply to AUTH; after 334 the next line is a response. */
    String start(String argument) {
        String[] words = argument.split("\\s+", 2);
        String mechanism = words[0].toUpperCase(Locale.ROOT);
        if (authenticated) {
            return "503 5.5.0 Already Authenticated";
        }
        if (argument.isEmpty()) {
            return "501 5.5.2 AUTH mechanism must be specified";
        }
        if (!mechanism.equals("PLAIN") && !mechanism.equals("LOGIN")) {
            String shown = words[0].substring(0, Math.min(32, words[0].length()));
            return "504 5.3.3 AUTH mechanism " + shown + " not available";
        }
        plain = mechanism.equals("PLAIN");
        user = null;
        if (words.length == 2) {
            return onResponse(words[1]);
        }
        return plain ? "334 " : challenge("Username:");
    }

    /** The reply to a response; after 334 there is one more. */
    String onResponse(String response) {
        if (response.equals("*")) {
            return "501 5.0.0 AUTH aborted";
        }
        String decoded = decode(response);
        if (plain) {
            return verdict(decoded.equals("\0" + USER + "\0" + PASSWORD));
        }
        if (user == null) {
            user = decoded;
            return challenge("Password:");
        }
        return verdict(user.equals(USER) && decoded.equals(PASSWORD));
    }

    private String verdict(boolean right) {
        authenticated = right;
        return right ? "235 2.0.0 OK Authenticated" : "535 5.7.0 authentication failed";
    }

    private static String challenge(String text) {
        return "334 " + Base64.getEncoder().encodeToString(text.getBytes(ISO_8859_1));
    }

    private static String decode(String base64) {
        try {
            return new String(Base64.getDecoder().decode(base64), ISO_8859_1);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
