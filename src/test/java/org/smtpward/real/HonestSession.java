package org.smtpward.real;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * A session in which mail after mail is delivered, and every reply is the one that is due, no more and no less. How the
 * commands and octets are cut into segments is random.
 */
final class HonestSession {
    private static final String OK = "250 2.0.0 ";
    private static final String MAIL_OK = "250 2.1.0 <sender@client.test>... Sender ok";
    private static final String DATA_OK = "354 ";

    private final SmtpClient client;
    private final boolean pipelined;
    private final Random random;

    /**
     * @param connected has said EHLO
     * @param pipelined MAIL, RCPT and DATA together, behind the end of the data before them (RFC 2920 §3.1)
     */
    HonestSession(SmtpClient connected, boolean pipelined, Random random) {
        this.client = connected;
        this.pipelined = pipelined;
        this.random = random;
    }

    /** A mail and the local part of its recipient, whose name says which mail it is. */
    record Letter(String recipient, Mail mail) {
        /** Up to DATA. */
        String commands() {
            return "MAIL FROM:<sender@client.test>" + mail.parameters() + "\r\nRCPT TO:<" + recipient
                    + "@example.test>\r\nDATA\r\n";
        }
    }

    /** Delivers all and says QUIT. */
    void deliver(List<Letter> letters) throws IOException {
        if (pipelined) {
            client.send(letters.getFirst().commands());
            for (int i = 0; i < letters.size(); i++) {
                expect(letters.get(i), MAIL_OK, rcptOk(letters.get(i)), DATA_OK);
                send(
                        letters.get(i).mail().wire(),
                        i + 1 < letters.size() ? letters.get(i + 1).commands() : "QUIT\r\n");
                expect(letters.get(i), OK);
            }
        } else {
            for (Letter letter : letters) {
                stepByStep(letter);
            }
            client.send("QUIT\r\n");
        }
        String rest = client.rest();
        if (!rest.matches("221 2\\.0\\.0 [^\r\n]*\r\n")) {
            throw new AssertionError("instead of goodbye: " + rest);
        }
    }

    private void stepByStep(Letter letter) throws IOException {
        List<String> commands = List.of(letter.commands().split("(?<=\n)"));
        if (random.nextInt(10) == 0) {
            // Thinks better of it, and again.
            command(letter, commands.get(0), MAIL_OK);
            command(letter, commands.get(1), rcptOk(letter));
            command(letter, "RSET\r\n", OK);
        }
        command(letter, commands.get(0), MAIL_OK);
        command(letter, commands.get(1), rcptOk(letter));
        command(letter, commands.get(2), DATA_OK);
        send(letter.mail().wire(), "");
        expect(letter, OK);
    }

    private static String rcptOk(Letter letter) {
        return "250 2.1.5 <" + letter.recipient() + "@example.test>... Recipient ok";
    }

    private void command(Letter letter, String command, String reply) throws IOException {
        client.send(command);
        expect(letter, reply);
    }

    /** One in four mails is cut at any place, often. */
    private void send(byte[] data, String behind) throws IOException {
        byte[] octets = Arrays.copyOf(data, data.length + behind.length());
        System.arraycopy(behind.getBytes(ISO_8859_1), 0, octets, data.length, behind.length());
        int longest = random.nextInt(4) == 0 ? 1 + octets.length / 10 : octets.length;
        for (int from = 0; from < octets.length; ) {
            int to = longest == octets.length ? longest : Math.min(octets.length, from + 1 + random.nextInt(longest));
            client.send(Arrays.copyOfRange(octets, from, to));
            from = to;
        }
    }

    private void expect(Letter letter, String... starts) throws IOException {
        for (String start : starts) {
            String reply = client.reply();
            if (!reply.startsWith(start)) {
                throw new AssertionError(
                        "%s to %s: %s instead of %s".formatted(letter.mail(), letter.recipient(), reply, start));
            }
        }
    }
}
