package org.smtpward.session;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Set;

/** A backend that answers as SMTP has it, and takes nothing for a command that is none. */
final class StrictBackend {
    private static final Set<String> VERBS = Set.of(
            "HELO",
            "EHLO",
            "MAIL",
            "RCPT",
            "DATA",
            "RSET",
            "VRFY",
            "EXPN",
            "HELP",
            "NOOP",
            "QUIT",
            "ETRN",
            "VERB",
            "AUTH",
            "STARTTLS");

    private final StringBuilder line = new StringBuilder();
    private Reading reading = Reading.COMMANDS;
    private boolean hasRecipient;
    private int commands;
    private int mails;

    private enum Reading {
        COMMANDS,
        MAIL_DATA,
        AUTH_RESPONSE,
        NOTHING
    }

    /** What it says to {@code octets}; one char each. */
    String answer(byte[] octets) {
        StringBuilder replies = new StringBuilder();
        for (char octet : new String(octets, ISO_8859_1).toCharArray()) {
            line.append(octet);
            if (octet == '\n') {
                assertThat(line.toString()).as("a line").endsWith("\r\n");
                replies.append(answer(line.substring(0, line.length() - 2)));
                line.setLength(0);
            }
        }
        return replies.toString();
    }

    boolean hasLeft() {
        return reading == Reading.NOTHING;
    }

    int commands() {
        return commands;
    }

    int mails() {
        return mails;
    }

    private String answer(String said) {
        return switch (reading) {
            case COMMANDS -> onCommand(said);
            case MAIL_DATA -> onMailData(said);
            case AUTH_RESPONSE -> {
                reading = Reading.COMMANDS;
                yield "535 5.7.0 authentication failed\r\n";
            }
            case NOTHING -> throw new AssertionError("behind QUIT: " + said);
        };
    }

    private String onCommand(String command) {
        assertThat(command).as("a command").matches("[\t\\x20-\\x7e\\x80-\\xff]+");
        String verb = command.split("[ \t]", 2)[0].toUpperCase(Locale.ROOT);
        assertThat(VERBS).as("the verbs of SMTP").contains(verb);
        commands++;
        return switch (verb) {
            case "EHLO" -> {
                hasRecipient = false;
                yield "250-mail.example\r\n250-PIPELINING\r\n250-SMTPUTF8\r\n250 AUTH LOGIN\r\n";
            }
            case "RCPT" -> {
                hasRecipient = true;
                yield "250 2.1.5 ok\r\n";
            }
            case "RSET", "HELO" -> {
                hasRecipient = false;
                yield "250 2.0.0 ok\r\n";
            }
            case "DATA" -> {
                reading = hasRecipient ? Reading.MAIL_DATA : Reading.COMMANDS;
                yield hasRecipient ? "354 go ahead\r\n" : "503 5.0.0 Need RCPT (recipient)\r\n";
            }
            case "AUTH" -> {
                reading = Reading.AUTH_RESPONSE;
                yield "334 VXNlcm5hbWU6\r\n";
            }
            case "QUIT" -> {
                reading = Reading.NOTHING;
                yield "221 2.0.0 bye\r\n";
            }
            default -> "250 2.0.0 ok\r\n";
        };
    }

    /** Line ends have been normalised: else another backend might have found another end. */
    private String onMailData(String text) {
        assertThat(text).as("a line of mail data").doesNotContain("\r");
        if (!text.equals(".")) {
            return "";
        }
        mails++;
        hasRecipient = false;
        reading = Reading.COMMANDS;
        return "250 2.0.0 accepted\r\n";
    }
}
