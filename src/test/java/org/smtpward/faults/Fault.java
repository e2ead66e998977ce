package org.smtpward.faults;

import java.util.Arrays;
import java.util.Set;

/** What a peer can do wrong. */
enum Fault {
    /** Nobody listens. */
    REFUSE("refuses the connection"),
    /** Reads on and says nothing any more. */
    SILENCE("says nothing"),
    /** Neither reads nor says anything any more. */
    STALL("stands still"),
    /** Closes the connection; in TLS with close_notify. */
    CLOSE("closes"),
    /** A TCP reset. */
    RESET("resets"),
    /** Ends its side and reads on; in TLS with close_notify. */
    HALF_CLOSE("half-closes"),
    /** Octets one by one, each before a timer could end, and never the last one. */
    SLOW("drips"),
    /** Octets that are no line of SMTP and no record of TLS. */
    GARBAGE("sends garbage"),
    /** Of the backend a reply, of the client a line that never ends; in a handshake records without end. */
    ENDLESS("never ends"),
    /** A fatal TLS alert: encrypted where there is TLS, else its seven octets. */
    TLS_ALERT("sends a TLS alert"),
    /** Half a TLS record, then FIN. */
    TRUNCATED_RECORD("cuts a TLS record"),
    /** The backend's reply, whatever was asked: 452. */
    DISK_FULL("says 452, disk full");

    private static final Set<Fault> QUIET = Set.of(SILENCE, STALL, SLOW);

    private final String words;

    Fault(String words) {
        this.words = words;
    }

    /** As the table has it. */
    String words() {
        return words;
    }

    /** Whether nobody notices anything as long as it is not its turn. */
    boolean isQuiet() {
        return QUIET.contains(this);
    }

    static Fault of(String words) {
        return Arrays.stream(values())
                .filter(fault -> fault.words.equals(words))
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException("no fault: " + words));
    }
}
