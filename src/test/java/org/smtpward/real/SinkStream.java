package org.smtpward.real;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * The octets of one session of {@link RecordingSink}: lines, mail data, replies. Replies are sent together when there is
 * nothing left to read, as a server that pipelines does.
 */
final class SinkStream {
    private static final byte[] END_OF_MAIL_DATA = "\r\n.\r\n".getBytes(ISO_8859_1);

    private final InputStream in;
    private final OutputStream out;
    private final byte[] buffer = new byte[1 << 16];
    private int position;
    private int limit;

    SinkStream(Socket socket) throws IOException {
        in = socket.getInputStream();
        out = new BufferedOutputStream(socket.getOutputStream());
    }

    void reply(String lines) throws IOException {
        out.write((lines + "\r\n").getBytes(ISO_8859_1));
    }

    void flush() throws IOException {
        out.flush();
    }

    /** The next line with its end, or nothing when the client has gone. */
    String line() throws IOException {
        StringBuilder line = new StringBuilder();
        while (isReadable()) {
            char octet = (char) (buffer[position++] & 0xff);
            line.append(octet);
            if (octet == '\n') {
                break;
            }
        }
        return line.toString();
    }

    /** All up to CRLF.CRLF, and that too. The CRLF of DATA may be its first. */
    Fingerprint mailData() throws IOException {
        MessageDigest digest = Fingerprint.digest();
        long octets = 0;
        int matched = 2;
        while (matched < END_OF_MAIL_DATA.length) {
            if (!isReadable()) {
                throw new EOFException("in mail data, after " + octets + " octets");
            }
            int start = position;
            while (position < limit && matched < END_OF_MAIL_DATA.length) {
                matched = match(matched, buffer[position++]);
            }
            digest.update(buffer, start, position - start);
            octets += position - start;
        }
        return new Fingerprint(octets, HexFormat.of().formatHex(digest.digest()));
    }

    /** How many octets of the end have been seen now, of which {@code matched} had been. */
    private static int match(int matched, byte octet) {
        if (octet == END_OF_MAIL_DATA[matched]) {
            return matched + 1;
        }
        return octet == '\r' ? 1 : 0;
    }

    private boolean isReadable() throws IOException {
        if (position == limit) {
            out.flush();
            limit = in.read(buffer);
            position = 0;
        }
        return limit > 0;
    }
}
