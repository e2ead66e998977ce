package org.smtpward.corpus;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;

/** Octets of a client as a text, one char an octet, with marks around what is payload of an attack. */
final class Marked {
    /** Begins a payload; no octet is this char. */
    static final char OPEN = '\uE000';

    /** Ends it. */
    static final char CLOSE = '\uE001';

    private Marked() {}

    /** All of it is payload. */
    static String payload(String text) {
        return OPEN + text + CLOSE;
    }

    /** The text without marks. */
    static String text(String marked) {
        return marked.indexOf(OPEN) < 0 ? marked : without(marked, false);
    }

    static byte[] octets(String marked) {
        return text(marked).getBytes(ISO_8859_1);
    }

    /** The text without what is payload. */
    static String withoutPayload(String marked) {
        return marked.indexOf(OPEN) < 0 ? marked : without(marked, true);
    }

    private static String without(String marked, boolean payloadToo) {
        var rest = new StringBuilder(marked.length());
        boolean inPayload = false;
        for (char each : marked.toCharArray()) {
            if (each == OPEN || each == CLOSE) {
                inPayload = each == OPEN;
            } else if (!inPayload || !payloadToo) {
                rest.append(each);
            }
        }
        return rest.toString();
    }

    /** The payloads in it. */
    static List<String> payloads(String marked) {
        var found = new ArrayList<String>();
        for (int open = marked.indexOf(OPEN); open >= 0; open = marked.indexOf(OPEN, open + 1)) {
            found.add(marked.substring(open + 1, marked.indexOf(CLOSE, open)));
        }
        return found;
    }

    /** The lines that do not begin within a payload, marks and all, without their ends. */
    static List<String> innocentLines(String marked) {
        var lines = new ArrayList<String>();
        boolean inPayload = false;
        for (String line : marked.split("\n", -1)) {
            if (!inPayload && !line.isEmpty() && line.charAt(0) != OPEN && line.charAt(0) != CLOSE) {
                lines.add(line.replace("\r", ""));
            }
            inPayload = line.lastIndexOf(OPEN) > line.lastIndexOf(CLOSE) || inPayload && line.indexOf(CLOSE) < 0;
        }
        return lines;
    }
}
