package org.smtpward.corpus;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Base64;
import java.util.List;
import java.util.Locale;

/** AUTH as sendmail has it (RFC 4954): it repeats what it does not understand. Every credential is right that is not "bad". */
final class SendmailAuth {
    private static final List<String> MECHANISMS = List.of("PLAIN", "LOGIN", "CRAM-MD5");

    private int challengesToCome;
    private boolean bad;

    /** The reply to AUTH; 334 asks for more. */
    String start(String argument) {
        String[] words = argument.strip().split("\\s+", 2);
        String mechanism = words[0].toUpperCase(Locale.ROOT);
        if (words[0].isEmpty()) {
            return "501 5.5.2 AUTH mechanism must be specified";
        }
        if (!MECHANISMS.contains(mechanism)) {
            String shown = words[0].substring(0, Math.min(32, words[0].length()));
            return "504 5.3.3 AUTH mechanism " + shown + " not available";
        }
        challengesToCome = mechanism.equals("LOGIN") ? 2 : 1;
        bad = false;
        return words.length == 2 ? onAnswer(words[1]) : challenge();
    }

    private String challenge() {
        return "334 " + base64("challenge " + challengesToCome);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(ISO_8859_1));
    }

    /** The reply to an answer; 334 asks for more. */
    String onAnswer(String answer) {
        if (answer.equals("*")) {
            return "501 5.0.0 AUTH aborted";
        }
        try {
            String decoded = new String(Base64.getDecoder().decode(answer.equals("=") ? "" : answer), ISO_8859_1);
            bad |= decoded.contains("bad");
        } catch (IllegalArgumentException e) {
            return "501 5.5.4 cannot BASE64 decode '" + answer + "'";
        }
        if (--challengesToCome > 0) {
            return challenge();
        }
        return bad ? "535 5.7.0 authentication failed" : "235 2.0.0 OK Authenticated";
    }
}
