package org.smtpward.corpus;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A model of an unpatched sendmail 8.15.2: it repeats its client in replies, answers 25 bad commands before it has enough,
 * and knows other protocols only in the first line. Octets in, replies out; it remembers what it has run.
 */
final class Sendmail {
    /** In what a backend differs. */
    enum Option {
        /** What came in the clear behind STARTTLS is run inside TLS (CVE-2011-0411). */
        KEEPS_PLAINTEXT,
        /** It has no certificate. */
        WITHOUT_STARTTLS,
        /** It does not offer PIPELINING. */
        WITHOUT_PIPELINING,
        /** It refuses MAIL in the clear, with code 403. */
        TLS_REQUIRED
    }

    private static final String HOST = "mail.example.test";
    private static final int MAX_BAD_COMMANDS = 25;
    private static final int MAX_LINE = 2048;

    /** The commands that it has run, without line ends. */
    final List<String> commands = new ArrayList<>();

    /** What it was told in AUTH exchanges. */
    final List<String> answers = new ArrayList<>();

    /** The messages that it has accepted. */
    final List<Message> messages = new ArrayList<>();

    private final Set<Option> options;
    private final SendmailInput input = new SendmailInput();
    private final StringBuilder output = new StringBuilder("220 " + HOST + " ESMTP Sendmail 8.15.2/8.15.2\r\n");
    private final SendmailEnvelope envelope;
    private final SendmailAuth auth = new SendmailAuth();
    private Expecting expecting = Expecting.COMMAND;
    private boolean tls;
    private int badCommands;

    Sendmail(Set<Option> options) {
        this.options = options;
        this.envelope = new SendmailEnvelope();
    }

    /** What the next octets are. */
    private enum Expecting {
        COMMAND,
        ANSWER,
        MAIL_DATA,
        HANDSHAKE,
        NOTHING
    }

    /**
     * An accepted message.
     *
     * @param sender the reverse-path
     * @param recipients the accepted forward-paths
     * @param text its octets, one char each, dots still stuffed
     */
    record Message(String sender, List<String> recipients, String text) {
        Message {
            recipients = List.copyOf(recipients);
        }
    }

    boolean isClosed() {
        return expecting == Expecting.NOTHING;
    }

    /** The octets that it has said since it was asked. */
    byte[] takeOutput() {
        byte[] said = output.toString().getBytes(ISO_8859_1);
        output.setLength(0);
        return said;
    }

    void take(byte[] octets) {
        if (expecting == Expecting.HANDSHAKE && !options.contains(Option.KEEPS_PLAINTEXT)) {
            // Garbage instead of a ClientHello: it closes and says nothing.
            expecting = Expecting.NOTHING;
            return;
        }
        input.add(octets);
        run();
    }

    /** The client's handshake is done. */
    void onTls() {
        if (!options.contains(Option.KEEPS_PLAINTEXT)) {
            input.drop();
        }
        tls = true;
        envelope.reset();
        expecting = Expecting.COMMAND;
        run();
    }

    private void run() {
        boolean more = true;
        while (more && !input.isEmpty()) {
            more = switch (expecting) {
                case COMMAND -> runWhenPresent(input.line());
                case ANSWER -> answerWhenPresent(input.line());
                case MAIL_DATA -> acceptWhenPresent(input.mailData());
                case HANDSHAKE, NOTHING -> false;
            };
        }
    }

    private boolean runWhenPresent(Optional<String> line) {
        line.ifPresent(this::onCommand);
        return line.isPresent();
    }

    private boolean answerWhenPresent(Optional<String> line) {
        line.ifPresent(answer -> {
            answers.add(answer);
            say(auth.onAnswer(answer));
        });
        return line.isPresent();
    }

    private boolean acceptWhenPresent(Optional<byte[]> data) {
        data.ifPresent(octets -> {
            messages.add(envelope.message(new String(octets, ISO_8859_1)));
            envelope.reset();
            say("250 2.0.0 4B1CxkqA%06d Message accepted for delivery".formatted(messages.size()));
        });
        return data.isPresent();
    }

    /** Says {@code reply}, whose lines have an LF between, and goes on as its code demands. */
    private void say(String reply) {
        output.append(reply.replace("\n", "\r\n")).append("\r\n");
        expecting = switch (reply.substring(0, 3)) {
            case "220" -> Expecting.HANDSHAKE;
            case "221", "421" -> Expecting.NOTHING;
            case "334" -> Expecting.ANSWER;
            case "354" -> Expecting.MAIL_DATA;
            default -> Expecting.COMMAND;
        };
    }

    private void onCommand(String line) {
        boolean first = commands.isEmpty();
        commands.add(line);
        String text = line.strip();
        int blank = 0;
        while (blank < text.length() && !Character.isWhitespace(text.charAt(blank))) {
            blank++;
        }
        String verb = text.substring(0, blank).toUpperCase(Locale.ROOT);
        String reply = line.length() + 2 > MAX_LINE && !verb.equals("AUTH")
                ? "421 4.7.0 " + HOST + " Command too long, possible attack [192.0.2.1]"
                : first
                                && blank < text.length()
                                && Set.of("GET", "POST", "CONNECT", "USER").contains(verb)
                        ? "421 4.7.0 " + HOST + " Rejecting open proxy [192.0.2.1]"
                        : reply(line, verb, text.substring(blank).strip());
        if (reply.startsWith("500") && ++badCommands > MAX_BAD_COMMANDS) {
            reply = "421 4.7.0 " + HOST + " Too many bad commands; closing connection";
        }
        say(reply);
        input.stripEighthBit(envelope.isSevenBit());
    }

    private String reply(String line, String verb, String rest) {
        return switch (verb) {
            case "HELO" -> hello(rest);
            case "EHLO" -> rest.isEmpty() ? hello(rest) : hello(rest).replaceFirst("250 ", "250-") + keywords();
            case "MAIL" ->
                options.contains(Option.TLS_REQUIRED) && !tls
                        ? "403 4.7.0 encryption too weak 0 less than 112"
                        : envelope.mail(rest);
            case "RCPT" -> envelope.rcpt(rest);
            case "DATA" -> envelope.data();
            case "RSET" -> {
                envelope.reset();
                yield "250 2.0.0 Reset state";
            }
            case "NOOP" -> "250 2.0.0 OK";
            case "VERB" -> "250 2.0.0 Verbose mode";
            case "QUIT" -> "221 2.0.0 " + HOST + " closing connection";
            case "HELP" ->
                rest.isEmpty()
                        ? "214-2.0.0 This is sendmail version 8.15.2\n214 2.0.0 End of HELP info"
                        : "504 5.3.0 HELP topic \"" + rest.substring(0, Math.min(10, rest.length())) + "\" unknown";
            case "VRFY", "EXPN" -> verify(rest);
            case "ETRN" ->
                rest.isEmpty() ? "500 5.5.2 Parameter required" : "250 2.0.0 Queuing for node " + rest + " started";
            case "AUTH" -> auth.start(rest);
            case "STARTTLS" -> startTls(rest);
            default -> "500 5.5.1 Command unrecognized: \"" + line + "\"";
        };
    }

    private String hello(String domain) {
        if (domain.isEmpty()) {
            return "501 5.0.0 EHLO requires domain address";
        }
        envelope.reset();
        // The real one refuses odd names; others repeat them.
        return "250 " + HOST + " Hello " + domain + " [192.0.2.1], pleased to meet you";
    }

    private String keywords() {
        String keywords = (options.contains(Option.WITHOUT_PIPELINING) ? "" : "PIPELINING\n")
                + (options.contains(Option.WITHOUT_STARTTLS) || tls ? "" : "STARTTLS\n")
                + "ENHANCEDSTATUSCODES\nEXPN\nVERB\n8BITMIME\nSMTPUTF8\nCHUNKING\nSIZE 1000000\nDSN\nETRN\n"
                + "AUTH PLAIN LOGIN CRAM-MD5\nDELIVERBY";
        return "\n250-" + keywords.replace("\n", "\n250-") + "\n250 HELP";
    }

    private static String verify(String name) {
        if (name.isEmpty()) {
            return "501 5.5.2 Argument required";
        }
        return name.replaceAll("[<>]", "").matches("(?i)(?:alice|bob|postmaster|staff)(?:@.*)?")
                ? "250 2.1.5 <" + name.replaceAll("[<>]", "") + ">"
                : "550 5.1.1 " + name + "... User unknown";
    }

    private String startTls(String rest) {
        if (tls || options.contains(Option.WITHOUT_STARTTLS)) {
            return "454 4.3.3 TLS not available" + (tls ? " after start" : "");
        }
        if (!rest.isEmpty()) {
            return "501 5.5.2 Syntax error (no parameters allowed)";
        }
        return envelope.isOpen()
                ? "503 5.5.0 TLS not permitted during a mail transaction"
                : "220 2.0.0 Ready to start TLS";
    }
}
