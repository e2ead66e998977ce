package org.smtpward.bench.load;

/** What each connection of a load does, again and again, and what is counted. */
public sealed interface Work {
    /** A session without mail: greeting, EHLO, STARTTLS, EHLO, QUIT. Counted are sessions. */
    record Handshakes() implements Work {}

    /**
     * Messages. Counted are messages; how long one takes is from MAIL to the reply to its data, or, with one message a
     * session, from connecting to the reply to QUIT.
     *
     * @param perSession messages in one session
     * @param octets of a message's text, roughly: cut to whole lines
     * @param depth commands sent together, without waiting for replies between them (RFC 2920). 1 waits for each; a message
     *     has so many recipients that the whole envelope is one group, but at least one
     */
    record Mail(int perSession, int octets, int depth) implements Work {
        /** Mail; all three are 1 or more. */
        public Mail {
            positive(perSession, octets, depth);
        }

        int recipients() {
            return Math.max(1, depth - 2);
        }
    }

    /**
     * NOOP after a MAIL, RCPT and RSET, so that proxies that connect late have their backend connection. Counted are NOOPs;
     * the time is that of a group.
     *
     * @param depth commands sent together
     */
    record Noops(int depth) implements Work {
        /** NOOPs; at least one. */
        public Noops {
            positive(depth);
        }
    }

    /** Nothing, after MAIL, RCPT and RSET, until all are there; then a NOOP to see who still is. Counted are connections. */
    record Hold() implements Work {}

    /** Whether what is counted is a session as a whole. */
    default boolean countsSessions() {
        return switch (this) {
            case Handshakes handshakes -> true;
            case Mail mail -> mail.perSession() == 1;
            case Noops noops -> false;
            case Hold hold -> false;
        };
    }

    private static void positive(int... numbers) {
        for (int number : numbers) {
            if (number < 1) {
                throw new IllegalArgumentException("must be 1 or more: " + number);
            }
        }
    }
}
