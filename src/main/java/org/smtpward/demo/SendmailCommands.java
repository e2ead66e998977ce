package org.smtpward.demo;

import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The commands of sendmail 8.15.2 and its replies to them, word for word; the lines of a reply have an LF between. */
final class SendmailCommands {
    private static final String HOST = "mail.example.test";

    /** sendmail's MAXSHORTSTR: longer echoes lose their middle. */
    private static final int SHORT = 203;

    private static final Pattern DOMAIN = Pattern.compile("[A-Za-z0-9\\[\\].\\-_#:]{1,256}");
    private static final String PATH = "\\s*:\\s*(?:<((?:\"(?:\\\\.|[^\"\\\\])*+\"|[^\">]++)*+)>|([^<\\s]\\S*))(.*)";
    private static final Pattern FROM = Pattern.compile("(?is)FROM" + PATH);
    private static final Pattern TO = Pattern.compile("(?is)TO" + PATH);
    private static final Pattern OWN = Pattern.compile("(?i)[^@]*(?:@(?:[a-z0-9-]+\\.)*example\\.test)?");

    private final String address;
    private final boolean offersTls;
    private final SendmailAuth auth = new SendmailAuth();
    private final List<String> recipients = new ArrayList<>();
    private @Nullable String sender;
    private boolean tls;
    private boolean sevenBit;

    /**
     * @param address the client's
     * @param offersTls whether there is a certificate
     */
    SendmailCommands(String address, boolean offersTls) {
        this.address = address;
        this.offersTls = offersTls;
    }

    String greeting() {
        return "220 " + HOST + " ESMTP Sendmail 8.15.2/8.15.2; "
                + DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now());
    }

    String tooManyBadCommands() {
        return "421 4.7.0 " + HOST + " Too many bad commands; closing connection";
    }

    String commandTooLong() {
        return "421 4.7.0 " + HOST + " Command too long, possible attack " + client();
    }

    String rejectingOpenProxy() {
        return "421 4.7.0 " + HOST + " Rejecting open proxy " + client();
    }

    /** The reply to a command. After 220, 334 and 354 it is the caller who reads on. */
    String run(String line) {
        String text = line.strip();
        int end = 0;
        while (end < text.length() && !Character.isWhitespace(text.charAt(end))) {
            end++;
        }
        String verb = text.substring(0, end).toUpperCase(Locale.ROOT);
        String rest = text.substring(end).strip();
        return switch (verb) {
            case "HELO", "EHLO" -> hello(verb, rest);
            case "MAIL" -> mail(rest);
            case "RCPT" -> rcpt(rest);
            case "DATA" -> data();
            case "RSET" -> reset();
            case "NOOP" -> "250 2.0.0 OK";
            case "VERB" -> "250 2.0.0 Verbose mode";
            case "QUIT" -> "221 2.0.0 " + HOST + " closing connection";
            case "HELP" -> help(rest);
            case "VRFY", "EXPN" -> verify(rest);
            case "ETRN" ->
                rest.isEmpty() ? "500 5.5.2 Parameter required" : "250 2.0.0 Queuing for node " + rest + " started";
            case "AUTH" -> auth(rest);
            case "STARTTLS" -> startTls(rest);
            default -> "500 5.5.1 Command unrecognized: \"" + shorten(line) + "\"";
        };
    }

    private String hello(String verb, String domain) {
        if (domain.isEmpty()) {
            return "501 5.0.0 " + verb + " requires domain address";
        }
        if (!DOMAIN.matcher(domain).matches()) {
            return "501 5.0.0 Invalid domain name";
        }
        endTransaction();
        String hello = HOST + " Hello " + client() + ", pleased to meet you";
        return verb.equals("HELO") ? "250 " + hello : "250-" + hello + "\n" + keywords();
    }

    private String keywords() {
        String always = "ENHANCEDSTATUSCODES PIPELINING EXPN VERB 8BITMIME SIZE DSN ETRN AUTH_PLAIN_LOGIN ";
        String keywords = always + (offersTls && !tls ? "STARTTLS " : "") + "DELIVERBY";
        return "250-" + keywords.replace(" ", "\n250-").replace('_', ' ') + "\n250 HELP";
    }

    private String mail(String rest) {
        Matcher path = FROM.matcher(rest);
        if (sender != null) {
            return "503 5.5.0 Sender already specified";
        }
        if (!path.matches()) {
            return badPath(rest);
        }
        sender = pathOf(path);
        String parameters = path.group(3).toUpperCase(Locale.ROOT);
        sevenBit = parameters.contains("BODY=7BIT");
        return "250 2.1.0 <" + sender + ">... Sender ok";
    }

    private String rcpt(String rest) {
        Matcher path = TO.matcher(rest);
        if (sender == null) {
            return "503 5.0.0 Need MAIL before RCPT";
        }
        if (!path.matches()) {
            return badPath(rest);
        }
        String recipient = pathOf(path);
        if (!OWN.matcher(recipient).matches() && !mayRelay()) {
            return "550 5.7.1 <" + recipient + ">... Relaying denied";
        }
        if (recipient.startsWith("nobody")) {
            return "550 5.1.1 <" + recipient + ">... User unknown";
        }
        if (recipient.startsWith("temp")) {
            return "451 4.3.0 <" + recipient + ">... Temporary lookup failure";
        }
        recipients.add(recipient);
        return "250 2.1.5 <" + recipient + ">... Recipient ok";
    }

    private boolean mayRelay() {
        return auth.isAuthenticated() || address.equals("127.0.0.1");
    }

    private static String pathOf(Matcher path) {
        String bracketed = path.group(1);
        return bracketed == null ? path.group(2) : bracketed;
    }

    private static String badPath(String rest) {
        return "501 5.5.2 Syntax error in parameters scanning \"" + shorten(rest.split(":", 2)[0].strip()) + "\"";
    }

    private String data() {
        if (sender == null) {
            return "503 5.0.0 Need MAIL command";
        }
        return recipients.isEmpty()
                ? "503 5.0.0 Need RCPT (recipient)"
                : "354 Enter mail, end with \".\" on a line by itself";
    }

    private String reset() {
        endTransaction();
        return "250 2.0.0 Reset state";
    }

    private static String help(String topic) {
        return topic.isEmpty()
                ? "214-2.0.0 This is sendmail\n214 2.0.0 End of HELP info"
                : "504 5.3.0 HELP topic \"" + topic.substring(0, Math.min(10, topic.length())) + "\" unknown";
    }

    private String verify(String name) {
        if (name.isEmpty()) {
            return "501 5.5.2 Argument required";
        }
        String bare = name.replaceAll("[<>]", "");
        if (!OWN.matcher(bare).matches()) {
            return "550 5.7.1 " + name + "... Relaying denied";
        }
        String user = bare.replaceAll("@.*", "").toLowerCase(Locale.ROOT);
        return List.of("postmaster", "alice", "bob").contains(user)
                ? "250 2.1.5 <" + user + "@" + HOST + ">"
                : "550 5.1.1 " + name + "... User unknown";
    }

    private String auth(String rest) {
        return sender == null ? auth.start(rest) : "503 5.5.0 AUTH not permitted during a mail transaction";
    }

    /** The reply to a line after 334. */
    String authResponse(String line) {
        return auth.onResponse(line);
    }

    private String startTls(String rest) {
        if (tls) {
            return "454 4.3.3 TLS not available after start";
        }
        if (!rest.isEmpty()) {
            return "501 5.5.2 Syntax error (no parameters allowed)";
        }
        if (!offersTls) {
            return "454 4.3.3 TLS not available";
        }
        return sender == null
                ? "220 2.0.0 Ready to start TLS"
                : "503 5.5.0 TLS not permitted during a mail transaction";
    }

    /** The handshake is done: RFC 3207 §4.2 wants everything forgotten. */
    void onTls() {
        tls = true;
        auth.forget();
        endTransaction();
    }

    StandIn.Message message(byte[] octets) {
        return new StandIn.Message(sender == null ? "" : sender, recipients, octets);
    }

    String accepted(int number) {
        return "250 2.0.0 4B1CxkqA%06d Message accepted for delivery".formatted(number);
    }

    void endTransaction() {
        sender = null;
        recipients.clear();
    }

    /** Whether the eighth bit is stripped; that lasts until the next MAIL. */
    boolean isSevenBit() {
        return sevenBit;
    }

    private String client() {
        return (address.equals("127.0.0.1") ? "localhost " : "") + "[" + address + "]";
    }

    private static String shorten(String text) {
        return text.length() <= SHORT ? text : text.substring(0, 100) + "..." + text.substring(text.length() - 100);
    }
}
