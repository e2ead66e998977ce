package org.smtpward.faults;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A client that goes on as it should while the backend does not: says what it has to say, and QUIT behind the next reply. */
final class HonestClient {
    private final Wire wire;
    private final List<String> seen = new ArrayList<>();

    HonestClient(Wire wire) {
        this.wire = wire;
    }

    /** @param says what it has to say first */
    List<String> goOn(Step step, String says) {
        if (step == Step.CLIENT_HANDSHAKE || step == Step.STARTTLS_SAID || step == Step.IMPLICIT_TLS) {
            return Replies.all(wire.rest());
        }
        // Nobody may take it.
        Thread saying = Thread.ofVirtual().start(() -> say(says));
        try {
            boolean quitSaid = step == Step.QUIT_SENT;
            while (true) {
                seen.add(Replies.summary(wire.reply()));
                if (!quitSaid) {
                    quitSaid = true;
                    wire.say("QUIT\r\n");
                }
            }
        } catch (IOException e) {
            // The end, of which the wire can tell.
        }
        saying.interrupt();
        return seen;
    }

    private void say(String octets) {
        try {
            wire.say(octets);
        } catch (IOException e) {
            // The end.
        }
    }
}
