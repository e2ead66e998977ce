package org.smtpward.real;

import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Mail as honest people's programs make it, of every shape that a proxy could stumble over, and within the law: lines end
 * in CRLF and have 998 octets at most (RFC 5322 §2.1.1), nothing is NUL. The same seed gives the same mails.
 */
final class HonestMails {
    private static final int LONGEST_LINE = 998;

    private final Random random;
    private final HonestBodies bodies;

    HonestMails(long seed) {
        // Mixed first: the first numbers of a Random are alike when its seeds are.
        random = new Random(new SplittableRandom(seed).nextLong());
        bodies = new HonestBodies(random);
    }

    Mail next() {
        return switch (random.nextInt(16)) {
            case 0 -> sevenBit("text", bodies.text());
            case 1 -> sevenBit("dots", bodies.dots());
            case 2 -> sevenBit("transcript", bodies.transcript());
            case 3 -> sevenBit("base64", bodies.base64(random.nextInt(20_000)));
            case 4 -> sevenBit("quoted-printable", bodies.quotedPrintable());
            case 5 -> sevenBit("lines of 998 octets", bodies.lines(LONGEST_LINE, 1 + random.nextInt(20)));
            case 6 -> eightBit("eight-bit text", bodies.eightBitText());
            case 7 -> eightBit("every octet", bodies.octets());
            case 8, 9, 10 -> mime(bodies.tree(3));
            case 11 -> eightBit("UTF-8 in the header", "Subject: " + bodies.eightBitWords(9) + "\r\n", bodies.text());
            case 12 -> sevenBit("empty lines", "\r\n".repeat(random.nextInt(20)));
            case 13 -> sevenBit("empty body", "");
            case 14 -> new Mail("only a header", parameters("7BIT"), header(), "");
            default -> odd();
        };
    }

    /** Without a header, or without anything. */
    private Mail odd() {
        return switch (random.nextInt(3)) {
            case 0 -> new Mail("nothing", "", "", "");
            case 1 -> new Mail("one empty line", "", "", "\r\n");
            default -> new Mail("only a body", "", "\r\n", bodies.text());
        };
    }

    private Mail sevenBit(String name, String body) {
        return new Mail(name, parameters("7BIT"), header() + "\r\n", body);
    }

    private Mail mime(HonestBodies.Entity tree) {
        return eightBit("MIME", "Mime-Version: 1.0\r\n" + tree.header(), tree.body());
    }

    private Mail eightBit(String name, String body) {
        return eightBit(name, "", body);
    }

    private Mail eightBit(String name, String moreHeader, String body) {
        return new Mail(name, parameters("8BITMIME"), header() + moreHeader + "\r\n", body);
    }

    private String parameters(String bodyType) {
        return switch (random.nextInt(4)) {
            case 0 -> " BODY=" + bodyType;
            case 1 -> " SIZE=20000 BODY=" + bodyType;
            case 2 -> " SIZE=20000";
            default -> "";
        };
    }

    /** Every field with its line end, without the empty line. */
    private String header() {
        StringBuilder header = new StringBuilder();
        for (int hops = random.nextInt(5); hops > 0; hops--) {
            header.append("Received: from a.client.test (a.client.test [192.0.2.")
                    .append(hops)
                    .append("])\r\n")
                    .append("\tby b.client.test (8.15.2/8.15.2) with ESMTPS id x")
                    .append(random.nextInt(1 << 30))
                    .append("\r\n\tfor <bob@example.test>; Mon, 24 Nov 2025 10:00:0")
                    .append(hops)
                    .append(" GMT\r\n");
        }
        header.append("""
                Date: Mon, 24 Nov 2025 10:00:00 +0000\r
                From: Sender <sender@client.test>\r
                To: bob@example.test\r
                Message-Id: <%d@client.test>\r
                """.formatted(random.nextLong()));
        for (int more = random.nextInt(4); more > 0; more--) {
            header.append(field());
        }
        return header.toString();
    }

    private String field() {
        return switch (random.nextInt(7)) {
            case 0 -> "Subject: " + bodies.words(1 + random.nextInt(9)) + "\r\n";
            case 1 -> "Subject: =?UTF-8?Q?Gr=C3=BC=C3=9Fe?=\r\n =?UTF-8?B?8J+YgA==?=\r\n";
            case 2 ->
                "References:"
                        + "\r\n <%d@client.test>".formatted(random.nextLong()).repeat(random.nextInt(1, 60)) + "\r\n";
            case 3 -> "X-Long: " + "x".repeat(LONGEST_LINE - 8) + "\r\n";
            case 4 -> "X-Empty:\r\n";
            case 5 -> "X-Folded: .\r\n .\r\n\t..\r\n .folded\r\n";
            default ->
                "DKIM-Signature: v=1; a=rsa-sha256; d=client.test; s=s; h=from:to;\r\n\tb="
                        + bodies.base64(256).replace("\r\n", "\r\n\t ").strip() + "\r\n";
        };
    }

    /** The first so many. */
    static List<Mail> some(long seed, int count) {
        HonestMails mails = new HonestMails(seed);
        return Stream.generate(mails::next).limit(count).toList();
    }
}
