package org.smtpward.real;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Bodies of mail: lines that end in CRLF, one char per octet, dots not stuffed. */
final class HonestBodies {
    private static final String[] WORDS = {
        "mail", "From", "the", "QUIT", "quick", ".", "..", "data", "a=b", "=3D", "<b>", "&amp;", "250", "353-", "ok;"
    };
    private static final String[] EIGHT_BIT_WORDS = {"Grüße", "žluťoučký", "почта", "メール", "😀", "naïve", "mail", "."};
    private static final String[] DOTS = {".", "..", "...", ".text", " .", ". ", ".\t", "..x", "x.", ""};
    private static final String[] TRANSCRIPT = {
        "POST /mail HTTP/1.1",
        "Host: mail.example.test",
        "Content-Length: 12",
        "HTTP/1.1 200 OK",
        "GET / HTTP/1.0",
        "220 mail.example.test ESMTP",
        "EHLO client.test",
        "250-mail.example.test",
        "STARTTLS",
        "220 2.0.0 Ready",
        "MAIL FROM:<evil@client.test>",
        "RCPT TO:<victim@example.test>",
        "DATA",
        "354 Go ahead",
        ".",
        "BDAT 5 LAST",
        "RSET",
        "QUIT",
        "221 2.0.0 Bye",
        "403 4.7.0 TLS handshake.",
        "AUTH PLAIN AGEAYg==",
        "XCLIENT NAME=x",
        "SSH-2.0-x",
        "*1",
        "$4",
        "\u0016\u0003\u0001",
        "CONNECT mail.example.test:25 HTTP/1.1",
        "",
        "From sender Mon Nov 24",
        "* OK IMAP"
    };

    private final Random random;

    HonestBodies(Random random) {
        this.random = random;
    }

    String text() {
        return linesOf(random.nextInt(100), () -> words(random.nextInt(12)));
    }

    String dots() {
        return linesOf(1 + random.nextInt(30), () -> pick(DOTS));
    }

    /** What others said in some protocol: a bug report, the log of a mail server. */
    String transcript() {
        return linesOf(1 + random.nextInt(40), () -> pick(TRANSCRIPT));
    }

    String eightBitText() {
        return linesOf(
                random.nextInt(100), () -> random.nextInt(9) == 0 ? pick(DOTS) : eightBitWords(random.nextInt(12)));
    }

    String lines(int octets, int count) {
        return linesOf(count, () -> (random.nextBoolean() ? "." : "x").repeat(octets));
    }

    /** All that may stand in a line, in any order. */
    String octets() {
        return linesOf(random.nextInt(40), () -> random.ints(random.nextInt(999), 1, 256)
                .filter(octet -> octet != '\r' && octet != '\n')
                .mapToObj(Character::toString)
                .collect(Collectors.joining()));
    }

    String base64(int octets) {
        byte[] data = new byte[octets];
        random.nextBytes(data);
        return Base64.getMimeEncoder().encodeToString(data) + (octets == 0 ? "" : "\r\n");
    }

    String quotedPrintable() {
        return eightBitText()
                .chars()
                .mapToObj(octet -> octet > '~' || octet == '=' || octet == '\t'
                        ? "=%02X".formatted(octet)
                        : Character.toString(octet))
                .collect(Collectors.joining())
                .replaceAll("(?<==..)(?=[^\r\n])", random.nextBoolean() ? "=\r\n" : "");
    }

    /** Parts in parts. */
    Entity tree(int depth) {
        String boundary = "=_%08x.".formatted(random.nextInt());
        StringBuilder body = new StringBuilder(random.nextBoolean() ? "This is a message in MIME format.\r\n" : "");
        for (int parts = 1 + random.nextInt(3); parts > 0; parts--) {
            body.append("\r\n--").append(boundary).append("\r\n").append(part(depth));
        }
        body.append("\r\n--").append(boundary).append(random.nextBoolean() ? "--\r\n" : "--\r\n\r\n");
        return new Entity("Content-Type: multipart/mixed;\r\n boundary=\"" + boundary + "\"\r\n", body.toString());
    }

    private String part(int depth) {
        return switch (random.nextInt(depth > 0 ? 7 : 5)) {
            case 0 -> "Content-Type: text/plain; charset=us-ascii\r\n\r\n" + text();
            case 1 ->
                "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + eightBitText();
            case 2 ->
                "Content-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n" + quotedPrintable();
            case 3 ->
                "Content-Type: application/octet-stream;\r\n name=\"x.bin\"\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                        + base64(random.nextInt(5_000));
            case 4 -> "\r\n" + dots();
            case 5 -> tree(depth - 1).text();
            default ->
                "Content-Type: message/rfc822\r\n\r\nSubject: inside\r\n"
                        + tree(depth - 1).text();
        };
    }

    String words(int count) {
        return join(count, WORDS);
    }

    /** In UTF-8. */
    String eightBitWords(int count) {
        return new String(join(count, EIGHT_BIT_WORDS).getBytes(UTF_8), ISO_8859_1);
    }

    private String join(int count, String[] words) {
        return IntStream.range(0, count).mapToObj(i -> pick(words)).collect(Collectors.joining(" "));
    }

    private String linesOf(int count, Supplier<String> line) {
        return Stream.generate(line).limit(count).map(text -> text + "\r\n").collect(Collectors.joining());
    }

    private String pick(String[] choice) {
        return choice[random.nextInt(choice.length)];
    }

    /** A body with the fields of the header that say what it is. */
    record Entity(String header, String body) {
        String text() {
            return header + "\r\n" + body;
        }
    }
}
