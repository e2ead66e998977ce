package org.smtpward.lab;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * One message as sendmail handed it to its local mailer. Sendmail ends lines with LF there, adds its {@code Received:}
 * and may rewrite header lines; the body is what the client sent. Text is given in ISO 8859-1, one char per octet.
 */
public final class DeliveredMessage {
    private final String sender;
    private final List<String> recipients;
    private final String text;

    private DeliveredMessage(String sender, List<String> recipients, String text) {
        this.sender = sender;
        this.recipients = recipients;
        this.text = text;
    }

    /** Reads what {@code src/test/lab/deliver} wrote: the sender, the recipients, an empty line, the message. */
    static DeliveredMessage read(Path file) {
        try {
            String all = Files.readString(file, ISO_8859_1);
            int endOfEnvelope = all.indexOf("\n\n");
            List<String> envelope = all.substring(0, endOfEnvelope).lines().toList();
            return new DeliveredMessage(
                    envelope.get(0), envelope.subList(1, envelope.size()), all.substring(endOfEnvelope + 2));
        } catch (IOException e) {
            throw new LabFailure("cannot read the message " + file, e);
        }
    }

    /** The reverse-path, without its angle brackets. */
    public String sender() {
        return sender;
    }

    /** The local parts of the forward-paths: all of them are of {@code example.test}. */
    public List<String> recipients() {
        return recipients;
    }

    /** Header, empty line and body. */
    public String text() {
        return text;
    }

    /** All behind the first empty line. */
    public String body() {
        int endOfHeader = text.indexOf("\n\n");
        return endOfHeader < 0 ? "" : text.substring(endOfHeader + 2);
    }

    /** Header, empty line and body. */
    public byte[] octets() {
        return text.getBytes(ISO_8859_1);
    }

    @Override
    public String toString() {
        return "from " + sender + " to " + recipients + "\n" + text;
    }
}
