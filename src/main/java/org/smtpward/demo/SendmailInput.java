package org.smtpward.demo;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/**
 * A client's octets as an unpatched sendmail reads them. A command ends at LF or where the buffer is full; a NUL ends its
 * text. Mail data ends at a dot between any two line ends, be they CRLF or LF.
 */
final class SendmailInput {
    /** Octets of its line buffer; what follows is taken for the next line. */
    private static final int BUFFER = 12_287;

    private InputStream in;
    private boolean sevenBit;

    SendmailInput(InputStream in) {
        this.in = new BufferedInputStream(in);
    }

    /** From now on octets come from {@code tls}. What was read ahead in the clear is dropped: sendmail does so too. */
    void continueWith(InputStream tls) {
        in = new BufferedInputStream(tls);
    }

    /** Whether the eighth bit of every octet is stripped: so sendmail understands {@code MAIL ... BODY=7BIT}. */
    void stripEighthBit(boolean strip) {
        sevenBit = strip;
    }

    /** The next command, one char an octet, without its line end; empty when the client will send no more. */
    Optional<String> line() throws IOException {
        var line = new ByteArrayOutputStream();
        int octet = next();
        while (octet >= 0 && octet != '\n') {
            line.write(octet);
            if (line.size() == BUFFER) {
                break;
            }
            octet = next();
        }
        return octet < 0 ? Optional.empty() : Optional.of(text(line.toString(ISO_8859_1)));
    }

    private static String text(String line) {
        int nul = line.indexOf('\0');
        String text = nul < 0 ? line : line.substring(0, nul);
        return nul < 0 && text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    /** Where the next octet of mail data stands. */
    private enum At {
        LINE_START,
        DOT,
        DOT_CR,
        TEXT
    }

    /** Mail data as it came, without the line that ends it; empty when the client left before that line. */
    Optional<byte[]> mailData() throws IOException {
        var data = new ByteArrayOutputStream();
        int lineStart = 0;
        At at = At.LINE_START;
        for (int octet = next(); octet >= 0; octet = next()) {
            data.write(octet);
            if (octet == '\n' && (at == At.DOT || at == At.DOT_CR)) {
                return Optional.of(Arrays.copyOf(data.toByteArray(), lineStart));
            }
            if (octet == '\n') {
                at = At.LINE_START;
                lineStart = data.size();
            } else if (octet == '.' && at == At.LINE_START) {
                at = At.DOT;
            } else if (octet == '\r' && at == At.DOT) {
                at = At.DOT_CR;
            } else {
                at = At.TEXT;
            }
        }
        return Optional.empty();
    }

    private int next() throws IOException {
        int octet = in.read();
        return sevenBit && octet >= 0 ? octet & 0x7f : octet;
    }
}
