package org.smtpward.real;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.smtpward.lab.DeliveredMessage;

/**
 * What a delivery leaves behind, without what differs between any two deliveries: dates, queue ids, and
 * where header lines are folded. All else is kept, so that a delivery through smtpward can be compared with one without.
 *
 * @param replies every octet that the client was sent
 * @param messages envelope, header and body of each message
 */
record Trace(String replies, List<String> messages) {
    private static final Pattern QUEUE_ID = Pattern.compile("\\bid ([0-9A-Za-z]{14})\\b");
    private static final Pattern TLS = Pattern.compile(" \\(version=TLS[^)]*\\)");
    private static final int SHORT = 2_000;

    static Trace of(String replies, List<DeliveredMessage> messages) {
        return new Trace(
                replies.replaceAll("(ESMTP Sendmail 8\\.15\\.2/8\\.15\\.2; )[^\r\n]*", "$1DATE")
                        .replaceAll("[0-9A-Za-z]{14} Message accepted", "QUEUE-ID Message accepted"),
                messages.stream().map(Trace::text).toList());
    }

    /** Before TLS of which neither version nor cipher is of interest: they are those of another client. */
    Trace withAnyTls() {
        return new Trace(
                replies,
                messages.stream()
                        .map(text -> TLS.matcher(text).replaceFirst(" (version=TLS)"))
                        .toList());
    }

    /** As if there had been no TLS: then sendmail writes ESMTP, not ESMTPS, and no version. */
    Trace withoutTls() {
        return new Trace(
                replies,
                messages.stream()
                        .map(text -> TLS.matcher(text).replaceFirst("").replaceFirst(" ESMTPS(A?) ", " ESMTP$1 "))
                        .toList());
    }

    private static String text(DeliveredMessage message) {
        String text = message.text();
        String header = text.substring(0, text.length() - message.body().length());
        return message.sender() + " to " + message.recipients() + "\n" + header(header) + summary(message.body());
    }

    private static String header(String header) {
        Matcher queueId = QUEUE_ID.matcher(header);
        if (!queueId.find()) {
            throw new AssertionError("no queue id in " + header);
        }
        return header.replace(queueId.group(1), "QUEUE-ID")
                .replace("\n\t", " ")
                .replaceFirst("(?m)(^Received: .*;) .*$", "$1 DATE")
                .replaceFirst("(?m)^Date: (?!Mon, 24 Nov 2025 10:00:00).*$", "Date: DATE");
    }

    /** A long one as its size and checksum: a difference is to be readable. */
    static String summary(String body) {
        if (body.length() < SHORT) {
            return body;
        }
        try {
            byte[] sum = MessageDigest.getInstance("SHA-256").digest(body.getBytes(ISO_8859_1));
            return body.length() + " octets, SHA-256 " + HexFormat.of().formatHex(sum) + "\n";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
