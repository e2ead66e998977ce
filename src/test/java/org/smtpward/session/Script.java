package org.smtpward.session;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.smtpward.session.Step.Side;

/**
 * A dialogue, written down line by line.
 *
 * <pre>
 * C:  text         the client sends this line, CRLF added        B:   the backend does
 * C+: text         the same, in the segment of the line before   B+:
 * C raw: octets    the client sends these octets; \r \n \t \\ \0 \xHH are escapes (C+ raw, B raw, B+ raw)
 * S:  text         the line that the client sees next            &gt;B:  that the backend sees next; a star ends it anywhere
 * S raw: octets    the octets that the client sees next          &gt;B raw:
 * S:  nothing      the client has seen nothing more              &gt;B: nothing
 * </pre>
 *
 * Lines without a colon behind their first word are events; {@link Play} has their list.
 */
final class Script {
    private static final Pattern SPOKEN = Pattern.compile("(C|B|S|>B)(\\+?)( raw)?:\\s*(.*)");
    private static final Pattern EVENT = Pattern.compile("(TLS|BTLS|[BC] [a-z]+|[a-z]+)(?:\\s+(.*))?");

    private static final Pattern PART = Pattern.compile("[^\\\\]+|\\\\[rnt0\\\\]|\\\\x[0-9a-f]{2}");

    private final List<Step> steps = new ArrayList<>();

    private Script() {}

    static List<Step> parse(String text) {
        var script = new Script();
        text.lines().map(String::strip).filter(line -> !line.isEmpty()).forEach(script::add);
        return script.steps;
    }

    private void add(String line) {
        Matcher spoken = SPOKEN.matcher(line);
        Matcher event = EVENT.matcher(line);
        if (spoken.matches()) {
            addSpoken(line, spoken);
        } else if (event.matches()) {
            String argument = event.group(2) == null ? "" : event.group(2);
            steps.add(new Step(line, new Step.Event(event.group(1), argument)));
        } else {
            throw new IllegalArgumentException("no line of a script: " + line);
        }
    }

    private void addSpoken(String line, Matcher spoken) {
        String marker = spoken.group(1);
        boolean raw = spoken.group(3) != null;
        String text = spoken.group(4);
        Side side = marker.endsWith("B") ? Side.BACKEND : Side.CLIENT;
        if (marker.length() == 1 && !marker.equals("S")) {
            byte[] octets = raw ? octets(text) : (text + "\r\n").getBytes(StandardCharsets.UTF_8);
            addSent(line, side, octets, !spoken.group(2).isEmpty());
        } else if (raw) {
            steps.add(new Step(line, new Step.SeeOctets(side, octets(text))));
        } else if (text.equals("nothing")) {
            steps.add(new Step(line, new Step.SeeNothing(side)));
        } else {
            steps.add(new Step(line, new Step.SeeLine(side, text)));
        }
    }

    private void addSent(String line, Side side, byte[] octets, boolean sameSegment) {
        if (!sameSegment) {
            steps.add(new Step(line, new Step.Send(side, octets)));
            return;
        }
        Step before = steps.removeLast();
        if (!(before.what() instanceof Step.Send sent) || sent.from() != side) {
            throw new IllegalArgumentException("no segment that this could be part of: " + line);
        }
        var joined = new ByteArrayOutputStream();
        joined.writeBytes(sent.octets());
        joined.writeBytes(octets);
        steps.add(new Step(before.line() + " / " + line, new Step.Send(side, joined.toByteArray())));
    }

    /** The octets that {@code text} stands for. */
    static byte[] octets(String text) {
        var octets = new ByteArrayOutputStream();
        Matcher part = PART.matcher(text);
        int end = 0;
        while (part.lookingAt()) {
            octets.writeBytes(octetsOfPart(part.group()));
            end = part.end();
            part.region(end, text.length());
        }
        if (end < text.length()) {
            throw new IllegalArgumentException("no escape: " + text.substring(end));
        }
        return octets.toByteArray();
    }

    private static byte[] octetsOfPart(String part) {
        return switch (part.startsWith("\\") ? part.charAt(1) : ' ') {
            case 'r' -> new byte[] {'\r'};
            case 'n' -> new byte[] {'\n'};
            case 't' -> new byte[] {'\t'};
            case '0' -> new byte[] {0};
            case '\\' -> new byte[] {'\\'};
            case 'x' -> HexFormat.of().parseHex(part, 2, 4);
            default -> part.getBytes(StandardCharsets.UTF_8);
        };
    }

    /** {@code octets} as a script writes them. */
    static String text(byte[] octets) {
        var text = new StringBuilder();
        for (byte octet : octets) {
            switch (octet) {
                case '\r' -> text.append("\\r");
                case '\n' -> text.append("\\n\n");
                case '\\' -> text.append("\\\\");
                default -> {
                    if (octet >= ' ' && octet < 0x7f) {
                        text.append((char) octet);
                    } else {
                        text.append("\\x%02x".formatted(octet));
                    }
                }
            }
        }
        return text.toString();
    }
}
