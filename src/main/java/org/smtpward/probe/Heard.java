package org.smtpward.probe;

import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.smtpward.policy.Preview;

/** What came from the server after we had spoken. */
sealed interface Heard {
    /**
     * A whole reply.
     *
     * @param text all its lines, CRLFs included, one char an octet
     */
    record Reply(int code, String text) implements Heard {
        boolean isPositive() {
            return code / 100 == 2;
        }

        /** A command was carried out; 221 says goodbye, and some servers say it to what they do not like. */
        boolean isCarriedOut() {
            return isPositive() && code != 221;
        }
    }

    /** The end of the connection. */
    record Closed() implements Heard {}

    /** Nothing, for as long as one may wait. */
    record Silence() implements Heard {}

    /** Octets that are no reply. */
    record Nonsense(String what) implements Heard {}

    /** For people: escaped and cut. */
    default String shown() {
        return switch (this) {
            case Reply reply -> escaped(reply.text().lines().findFirst().orElse(""));
            case Closed closed -> "connection closed";
            case Silence silence -> "silence";
            case Nonsense nonsense -> "no SMTP reply (" + nonsense.what() + ")";
        };
    }

    /** The first octets of what a server wrote, one char an octet, fit for a terminal. */
    static String escaped(String octets) {
        return Preview.of(Unpooled.wrappedBuffer(octets.getBytes(StandardCharsets.ISO_8859_1)));
    }
}
