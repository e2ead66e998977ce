package org.smtpward.backend;

/**
 * Reply of the backend to one question of a probe, or to what came before it if the question could not be put.
 *
 * @param meaning for the question
 * @param command what was answered, in words
 * @param reply printable ASCII, in one line; or why there is none
 */
public record ProbeAnswer(Meaning meaning, String command, String reply) {
    private static final int MAX_SHOWN = 300;

    /** What a reply says about a recipient. */
    public enum Meaning {
        /** 2yz to RCPT. */
        ACCEPTED,
        /** 5yz, at any step. */
        REJECTED,
        /**
         * 530 from a backend that offers AUTH (RFC 4954 §6), or sendmail's 403 4.7.0: clients that authenticate, or use the TLS
         * that it demands, are accepted; others are not, so none is relayed for.
         */
        AUTH_FIRST,
        /** Anything else, 4yz above all. */
        UNCLEAR
    }

    /** For a log or a terminal: command and reply, cut. */
    public String words() {
        String shown = reply.length() <= MAX_SHOWN ? reply : reply.substring(0, MAX_SHOWN) + "...";
        return command + " with: " + shown;
    }

    /** The same for a value in quotes. */
    String quotable() {
        return words().replace('"', '\'');
    }
}
