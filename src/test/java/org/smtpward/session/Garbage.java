package org.smtpward.session;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** Octets that nobody in his senses sends: wholly random, or lines of SMTP in which something went wrong. */
final class Garbage {
    private static final String[] CLIENT = {
        "EHLO client.example\r\n",
        "HELO client.example\r\n",
        "MAIL FROM:<a@client.example>\r\n",
        "MAIL FROM:<a@client.example> SIZE=10 BODY=8BITMIME\r\n",
        "MAIL FROM:<\u00c3\u00bc@client.example> SMTPUTF8\r\n",
        "RCPT TO:<b@mail.example>\r\n",
        "RCPT TO:<b@mail.example> NOTIFY=NEVER\r\n",
        "DATA\r\n",
        "DATA\r\n",
        "Subject: x\r\n\r\ntext\r\n..\r\n.\r\n",
        "text\r\n.\n.\r.\r\n.\r\n",
        ".\r\n",
        "RSET\r\n",
        "NOOP\r\n",
        "VRFY b\r\n",
        "AUTH LOGIN\r\n",
        "AGEAYg==\r\n",
        "*\r\n",
        "STARTTLS\r\n",
        "QUIT\r\n"
    };
    private static final String[] TRANSACTION = {
        "EHLO client.example\r\n",
        "MAIL FROM:<a@client.example>\r\n",
        "RCPT TO:<b@mail.example>\r\n",
        "DATA\r\n",
        "Subject: x\r\n\r\ntext\r\n..\r\n.\r\n"
    };
    private static final String[] BACKEND = {
        "250 2.0.0 ok\r\n",
        "250 2.0.0 ok\r\n",
        "250-mail.example\r\n250-SMTPUTF8\r\n250-STARTTLS\r\n250-CHUNKING\r\n250 AUTH LOGIN\r\n",
        "354 go ahead\r\n",
        "354 go ahead\r\n",
        "334 VXNlcm5hbWU6\r\n",
        "235 2.7.0 ok\r\n",
        "550 5.1.1 no\r\n",
        "403 4.7.0 TLS handshake.\r\n",
        "220 mail.example ESMTP\r\n",
        "421 4.3.2 bye\r\n"
    };
    /** Octets that mean something somewhere. */
    private static final String SPICE = "\r\n\n\r\0. -:<>=\t250\u008d\u008a\u00ae\u0016\u0003";

    private final RandomGenerator random;

    Garbage(RandomGenerator random) {
        this.random = random;
    }

    /** What a client sends, cut into segments: half of the time with a transaction in mind. */
    List<byte[]> ofClient() {
        if (random.nextBoolean()) {
            return stream(() -> pick(CLIENT));
        }
        Iterator<String> lines = Stream.generate(() -> Stream.of(TRANSACTION))
                .flatMap(transaction -> transaction)
                .iterator();
        return stream(lines::next);
    }

    /** What a backend sends, cut into segments. */
    List<byte[]> ofBackend() {
        return stream(() -> pick(BACKEND));
    }

    /** A line of an honest client. */
    byte[] honestLine() {
        String line = pick(CLIENT);
        return (line.equals("STARTTLS\r\n") ? "NOOP\r\n" : line).getBytes(ISO_8859_1);
    }

    private List<byte[]> stream(Supplier<String> lines) {
        int mutations = random.nextInt(4);
        List<byte[]> segments = new ArrayList<>();
        for (int more = 1 + random.nextInt(15); more > 0; more--) {
            byte[] octets = random.nextInt(16) == 0
                    ? octets(random.nextInt(300))
                    : mutate(lines.get().getBytes(ISO_8859_1), mutations);
            int cut = random.nextInt(3) == 0 ? random.nextInt(octets.length + 1) : octets.length;
            segments.add(Arrays.copyOf(octets, cut));
            segments.add(Arrays.copyOfRange(octets, cut, octets.length));
        }
        segments.removeIf(segment -> segment.length == 0);
        return segments;
    }

    private byte[] octets(int count) {
        byte[] octets = new byte[count];
        random.nextBytes(octets);
        return octets;
    }

    private byte[] mutate(byte[] line, int mutations) {
        byte[] octets = line;
        for (int i = random.nextInt(mutations + 1); i > 0; i--) {
            octets = mutate(octets);
        }
        return octets;
    }

    /** Some octets in the middle give place to others. */
    private byte[] mutate(byte[] octets) {
        int from = random.nextInt(octets.length + 1);
        int to = Math.min(octets.length, from + random.nextInt(3));
        var mutated = new ByteArrayOutputStream();
        mutated.write(octets, 0, from);
        for (int more = random.nextInt(3); more > 0; more--) {
            mutated.write(random.nextBoolean() ? SPICE.charAt(random.nextInt(SPICE.length())) : random.nextInt(256));
        }
        mutated.write(octets, to, octets.length - to);
        return mutated.toByteArray();
    }

    private String pick(String[] lines) {
        return lines[random.nextInt(lines.length)];
    }
}
