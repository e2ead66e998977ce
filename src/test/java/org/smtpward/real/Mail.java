package org.smtpward.real;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.List;

/**
 * A message as a client has it: lines end in CRLF, dots are not stuffed, one char per octet.
 *
 * @param parameters of MAIL, with a blank before them, or empty
 * @param header its lines and the empty line behind it
 */
record Mail(String name, String parameters, String header, String body) {
    /** What sendmail would add otherwise, with the time in it. */
    private static final String HEADER = """
            Date: Mon, 24 Nov 2025 10:00:00 +0000\r
            From: Sender <sender@client.test>\r
            To: bob@example.test\r
            Message-Id: <1@client.test>\r
            Subject: smtpward\r
            \r
            """;

    private static final String DOTS = ".\r\n..\r\n...\r\n.text\r\n .\r\n. \r\n..\r\n.\r\n";

    private static final String LOOKS_LIKE_COMMANDS = """
            QUIT\r
            POST / HTTP/1.1\r
            Host: mail.example.test\r
            STARTTLS\r
            From here\r
            403 4.7.0 TLS handshake.\r
            """;

    /** One of each kind, with which a proxy may go wrong. */
    static final List<Mail> KINDS = List.of(
            of("one octet", "x\r\n"),
            of("empty body", ""),
            of("dots", DOTS),
            of("eight bit", eightBit()),
            new Mail("declared eight bit", " BODY=8BITMIME", HEADER, eightBit()),
            new Mail("declared size", " SIZE=2000", HEADER, "text\r\n"),
            of("lines of 998 octets", ("y".repeat(998) + "\r\n").repeat(50)),
            of("long lines", "z".repeat(5000) + "\r\n" + "z".repeat(100_000) + "\r\n"),
            of("commands", LOOKS_LIKE_COMMANDS),
            of("empty lines", "\r\n\r\n\r\ntext\r\n\r\n\r\n"),
            new Mail("only a body", "", "\r\n", "text\r\n"),
            new Mail("only a header", "", HEADER.substring(0, HEADER.length() - 2), ""),
            new Mail("nothing", "", "", ""));

    /** All of it in one. */
    static final Mail MIXED = of(
            "mixed",
            DOTS + eightBit() + LOOKS_LIKE_COMMANDS + "y".repeat(998) + "\r\n" + "z".repeat(5000) + "\r\n\r\n.\r\n");

    static Mail of(String name, String body) {
        return new Mail(name, "", HEADER, body);
    }

    /** {@code octets} of lines, of which every tenth begins with a dot. */
    static Mail ofSize(int octets) {
        StringBuilder body = new StringBuilder(octets);
        for (int line = 0; body.length() + 80 <= octets; line++) {
            body.append(line % 10 == 0 ? '.' : 'l')
                    .append(line)
                    .append("x".repeat(77 - Integer.toString(line).length()))
                    .append("\r\n");
        }
        int left = octets - body.length() - 2;
        body.append("y".repeat(Math.max(1, left))).append("\r\n");
        return of(octets + " octets", body.toString());
    }

    /** What goes over the wire behind 354, with its end. */
    byte[] wire() {
        String text = header + body;
        String stuffed = (text.startsWith(".") ? "." : "") + text.replace("\r\n.", "\r\n..");
        return (stuffed + ".\r\n").getBytes(ISO_8859_1);
    }

    /** The body in the mailbox, where lines end in LF. */
    String landed() {
        return body.replace("\r\n", "\n");
    }

    private static String eightBit() {
        StringBuilder octets = new StringBuilder();
        for (char octet = 1; octet < 256; octet++) {
            octets.append(octet == '\r' || octet == '\n' ? ' ' : octet).append(octet % 64 == 0 ? "\r\n" : "");
        }
        return octets.append("\r\nGr\u00fc\u00dfe\r\n").toString();
    }

    @Override
    public String toString() {
        return name;
    }
}
