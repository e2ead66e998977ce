package org.smtpward.corpus;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A client's octets as an unpatched sendmail 8.15.2 reads them, or a server that is worse. A command ends at LF or where the
 * buffer is full, and a NUL ends its text. Mail data ends at a dot between any two line ends, be they CRLF or LF; NULs in it
 * are dropped first.
 */
public final class SendmailInput {
    /** Octets of its line buffer; what follows is taken for the next line. */
    private static final int BUFFER = 12_287;

    private byte[] octets = {};
    private int next;
    private boolean sevenBit;
    private At at = At.LINE_START;
    private StringBuilder data = new StringBuilder();
    private int lineStart;

    /** Takes more octets of the client. */
    public void add(byte[] more) {
        var joined = new ByteArrayOutputStream();
        joined.write(octets, next, octets.length - next);
        joined.writeBytes(more);
        octets = joined.toByteArray();
        next = 0;
    }

    /** Whether everything that was taken has been read. */
    public boolean isEmpty() {
        return next == octets.length;
    }

    /** What was read ahead is lost. */
    public void drop() {
        next = octets.length;
    }

    /** Whether the eighth bit of every octet is stripped from now on. */
    public void stripEighthBit(boolean strip) {
        sevenBit = strip;
    }

    /** The next command, one char an octet, without its line end; empty when it has not arrived. */
    public Optional<String> line() {
        int end = next;
        while (end < octets.length && octet(end) != '\n' && end - next < BUFFER) {
            end++;
        }
        boolean full = end - next == BUFFER;
        if (end == octets.length && !full) {
            return Optional.empty();
        }
        var line = new StringBuilder();
        for (int i = next; i < end; i++) {
            line.append((char) octet(i));
        }
        next = full ? end : end + 1;
        return Optional.of(text(line.toString()));
    }

    private static String text(String line) {
        int nul = line.indexOf('\0');
        String text = nul < 0 ? line : line.substring(0, nul);
        return nul < 0 && text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    private enum At {
        LINE_START,
        DOT,
        DOT_CR,
        TEXT
    }

    /** Mail data as it came, NULs apart, without the line that ends it; empty when its end has not arrived. */
    public Optional<byte[]> mailData() {
        while (next < octets.length) {
            char octet = (char) octet(next++);
            if (octet == 0) {
                continue;
            }
            data.append(octet);
            if (octet == '\n' && (at == At.DOT || at == At.DOT_CR)) {
                byte[] message = data.substring(0, lineStart).getBytes(StandardCharsets.ISO_8859_1);
                data = new StringBuilder();
                lineStart = 0;
                at = At.LINE_START;
                return Optional.of(message);
            }
            at = switch (octet) {
                case '\n' -> At.LINE_START;
                case '.' -> at == At.LINE_START ? At.DOT : At.TEXT;
                case '\r' -> at == At.DOT ? At.DOT_CR : At.TEXT;
                default -> At.TEXT;
            };
            lineStart = at == At.LINE_START ? data.length() : lineStart;
        }
        return Optional.empty();
    }

    private int octet(int index) {
        return octets[index] & (sevenBit ? 0x7f : 0xff);
    }
}
