package org.smtpward.session;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.smtpward.corpus.SendmailInput;

/**
 * Reads what it gets as an unpatched sendmail 8.15.2 does, and gives to each command, answer and message one reply: the next of
 * those that it was told to give, else an honest one.
 */
final class FuzzedBackend {
    private static final Pattern SEVEN_BIT = Pattern.compile("(?i)(?:^|[\\s=])BODY=7BIT(?:$|[\\s=])");

    /** What it has read, in order. */
    final List<Read> read = new ArrayList<>();

    private final Deque<String> replies = new ArrayDeque<>();
    private final StringBuilder output = new StringBuilder();
    private final boolean offersStartTls;
    private SendmailInput input = new SendmailInput();
    private Reading reading = Reading.COMMANDS;
    private boolean hasRecipient;

    FuzzedBackend(boolean offersStartTls) {
        this.offersStartTls = offersStartTls;
    }

    /** What the next octets are. */
    enum Reading {
        COMMANDS,
        ANSWER,
        MAIL_DATA,
        HANDSHAKE,
        NOTHING
    }

    /**
     * Something that it has read.
     *
     * @param as as what
     * @param text one char an octet, without the line that ends it
     * @param code of its reply to it
     */
    record Read(Reading as, String text, int code) {}

    /** The next reply to anything is this one. */
    void reply(String reply) {
        replies.add(reply);
    }

    void greet() {
        say("220 mail.example ESMTP Sendmail 8.15.2");
    }

    /** A new connection: whatever it was told in the old one is gone. */
    void begin() {
        input = new SendmailInput();
        reading = Reading.COMMANDS;
        hasRecipient = false;
        output.setLength(0);
    }

    /** The handshake is done. */
    void onTls() {
        input.drop();
        hasRecipient = false;
        reading = Reading.COMMANDS;
    }

    Reading reading() {
        return reading;
    }

    String takeOutput() {
        String said = output.toString();
        output.setLength(0);
        return said;
    }

    void take(byte[] octets) {
        input.add(octets);
        boolean more = true;
        while (more && !input.isEmpty()) {
            more = switch (reading) {
                case COMMANDS -> answer(input.line(), this::onCommand);
                case ANSWER -> answer(input.line(), answer -> "535 5.7.0 authentication failed");
                case MAIL_DATA ->
                    answer(input.mailData().map(data -> new String(data, ISO_8859_1)), data -> "250 2.0.0 accepted");
                case HANDSHAKE, NOTHING -> false;
            };
        }
    }

    private interface Answering {
        String honestly(String text);
    }

    private boolean answer(Optional<String> found, Answering answering) {
        found.ifPresent(text -> {
            Reading as = reading;
            String honest = answering.honestly(text);
            String reply = replies.isEmpty() ? honest : replies.remove();
            read.add(new Read(as, text, FuzzedReply.code(reply)));
            say(reply);
            reading = next(as, verb(text), FuzzedReply.code(reply));
            if (as == Reading.COMMANDS && verb(text).equals("MAIL")) {
                input.stripEighthBit(SEVEN_BIT.matcher(stripped(text)).find());
            }
        });
        return found.isPresent();
    }

    /** Only what it was asked for can be invited. */
    private static Reading next(Reading as, String verb, int code) {
        boolean command = as == Reading.COMMANDS;
        return switch (code) {
            case 421 -> Reading.NOTHING;
            case 220 -> command && verb.equals("STARTTLS") ? Reading.HANDSHAKE : Reading.COMMANDS;
            case 334 -> as == Reading.ANSWER || command && verb.equals("AUTH") ? Reading.ANSWER : Reading.COMMANDS;
            case 354 -> command && verb.equals("DATA") ? Reading.MAIL_DATA : Reading.COMMANDS;
            default -> command && verb.equals("QUIT") ? Reading.NOTHING : Reading.COMMANDS;
        };
    }

    private void say(String reply) {
        output.append(reply).append("\r\n");
    }

    private String onCommand(String line) {
        return switch (verb(line)) {
            case "EHLO" -> {
                hasRecipient = false;
                yield "250-mail.example Hello\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n"
                        + (offersStartTls ? "250-STARTTLS\r\n" : "") + "250 AUTH LOGIN";
            }
            case "RCPT" -> {
                hasRecipient = true;
                yield "250 2.1.5 ok";
            }
            case "RSET", "HELO" -> {
                hasRecipient = false;
                yield "250 2.0.0 ok";
            }
            case "DATA" -> {
                boolean goesOn = hasRecipient;
                hasRecipient = false;
                yield goesOn ? "354 go ahead" : "503 5.0.0 Need RCPT (recipient)";
            }
            case "AUTH" -> "334 VXNlcm5hbWU6";
            case "STARTTLS" -> offersStartTls ? "220 2.0.0 Ready to start TLS" : "502 5.5.1 no";
            case "QUIT" -> "221 2.0.0 bye";
            case "MAIL", "NOOP", "VRFY", "EXPN", "HELP", "VERB", "ETRN" -> "250 2.0.0 ok";
            default -> "500 5.5.1 Command unrecognized: \"" + line + "\"";
        };
    }

    /** Leading blanks are nothing to it, the eighth bit neither. */
    private static String verb(String line) {
        return stripped(line).strip().split("\\s", 2)[0].toUpperCase(Locale.ROOT);
    }

    private static String stripped(String line) {
        var stripped = new StringBuilder();
        line.chars().forEach(octet -> stripped.append((char) (octet & 0x7f)));
        return stripped.toString();
    }
}
