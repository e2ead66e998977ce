package org.smtpward.corpus;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Something that a client does. */
sealed interface Step {
    /**
     * Octets that are sent at once.
     *
     * @param waits whether the client has waited for the replies to what it said before
     * @param pieces what stands in them
     */
    record Segment(boolean waits, List<Piece> pieces) implements Step {
        public Segment {
            pieces = List.copyOf(pieces);
        }

        Segment and(Piece piece) {
            var more = new ArrayList<>(pieces);
            more.add(piece);
            return new Segment(waits, more);
        }

        /** What is sent, with marks. */
        String marked() {
            return pieces.stream().map(Piece::marked).collect(Collectors.joining());
        }

        /** Whether the client means it to begin with a command. */
        boolean beginsWithCommand() {
            return pieces.getFirst().commands();
        }
    }

    /**
     * A part of a segment that the client means in one way.
     *
     * @param commands whether as command lines, else as mail data or as answers to AUTH
     * @param marked the octets, with marks
     */
    record Piece(boolean commands, String marked) {}

    /**
     * The client's TLS handshake.
     *
     * @param alpn the application protocols that it offers
     * @param covered whether a certificate covers the name that it asks for
     */
    record Handshake(List<String> alpn, boolean covered) implements Step {
        static final Handshake PLAIN = new Handshake(List.of(), true);

        public Handshake {
            alpn = List.copyOf(alpn);
        }
    }

    /** One line, sent when everything before it has been answered. */
    static Segment say(String line) {
        return new Segment(true, List.of(new Piece(true, line + "\r\n")));
    }

    /** Octets that are no commands, sent when everything before them has been answered. */
    static Segment put(String octets) {
        return new Segment(true, List.of(new Piece(false, octets)));
    }
}
