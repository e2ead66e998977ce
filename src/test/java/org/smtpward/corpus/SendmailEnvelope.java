package org.smtpward.corpus;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * sendmail's mail transaction. Recipients nobody... are unknown and temp... cannot be looked up; the sender domain
 * nonexistent.invalid does not exist.
 */
final class SendmailEnvelope {
    private static final Pattern PATH = Pattern.compile(
            "(?s)(\\w+)\\s*:\\s*(?:<((?:\"(?:\\\\.|[^\"\\\\])*+\"|[^\">]|>(?!\\s|$))*+)>|([^<\\s]\\S*))(.*)",
            Pattern.CASE_INSENSITIVE);

    /** sendmail ends a value at a blank or a second equal sign. */
    private static final Pattern SEVEN_BIT = Pattern.compile("(?i)(?:^|[\\s=])BODY=7BIT(?:$|[\\s=])");

    private final List<String> recipients = new ArrayList<>();
    private Optional<String> sender = Optional.empty();
    private boolean sevenBit;

    void reset() {
        sender = Optional.empty();
        recipients.clear();
    }

    boolean isOpen() {
        return sender.isPresent();
    }

    /** Whether the eighth bit is stripped, commands included; lasts until the next MAIL. */
    boolean isSevenBit() {
        return sevenBit;
    }

    String mail(String rest) {
        Matcher path = PATH.matcher(rest);
        if (isOpen()) {
            return "503 5.5.0 Sender already specified";
        }
        if (!path.matches() || !path.group(1).equalsIgnoreCase("FROM")) {
            return badPath(rest);
        }
        String address = address(path);
        String parameters = path.group(4).strip();
        Optional<String> complaint = complaint(parameters);
        if (complaint.isPresent()) {
            return complaint.get();
        }
        if (address.endsWith("@nonexistent.invalid")) {
            return "553 5.1.8 <" + address + ">... Domain of sender address " + address + " does not exist";
        }
        sevenBit = SEVEN_BIT.matcher(parameters).find();
        sender = Optional.of(address);
        return "250 2.1.0 <" + address + ">... Sender ok";
    }

    private static Optional<String> complaint(String parameters) {
        for (String parameter : parameters.isEmpty() ? new String[0] : parameters.split("\\s+", -1)) {
            String[] parts = parameter.split("=", 2);
            String value = parts.length == 2 ? parts[1].split("=", 2)[0] : "";
            String complaint =
                    switch (parts[0].toUpperCase(Locale.ROOT)) {
                        case "SIZE" -> value.matches("\\d{8,}") ? "552 5.2.3 Message size exceeds maximum value" : "";
                        case "BODY" -> value.matches("(?i)7BIT|8BITMIME") ? "" : "501 5.5.4 Unknown BODY type " + value;
                        case "RET", "ENVID", "AUTH", "SMTPUTF8", "BY", "NOTIFY", "ORCPT" -> "";
                        default -> "555 5.5.4 " + parameter + " parameter unrecognized";
                    };
            if (!complaint.isEmpty()) {
                return Optional.of(complaint);
            }
        }
        return Optional.empty();
    }

    String rcpt(String rest) {
        Matcher path = PATH.matcher(rest);
        if (!isOpen()) {
            return "503 5.0.0 Need MAIL before RCPT";
        }
        if (!path.matches() || !path.group(1).equalsIgnoreCase("TO")) {
            return badPath(rest);
        }
        String address = address(path);
        Optional<String> complaint = complaint(path.group(4).strip());
        if (complaint.isPresent()) {
            return complaint.get();
        }
        if (address.startsWith("nobody")) {
            return "550 5.1.1 <" + address + ">... User unknown";
        }
        if (address.startsWith("temp")) {
            return "451 4.3.0 <" + address + ">... Temporary lookup failure";
        }
        recipients.add(address);
        return "250 2.1.5 <" + address + ">... Recipient ok";
    }

    private static String address(Matcher path) {
        return path.group(2) == null ? path.group(3) : path.group(2);
    }

    private static String badPath(String rest) {
        return "501 5.5.2 Syntax error in parameters scanning \"" + rest.split(":", 2)[0].strip() + "\"";
    }

    String data() {
        if (!isOpen()) {
            return "503 5.0.0 Need MAIL command";
        }
        return recipients.isEmpty()
                ? "503 5.0.0 Need RCPT (recipient)"
                : "354 Enter mail, end with \".\" on a line by itself";
    }

    Sendmail.Message message(String text) {
        return new Sendmail.Message(sender.orElse(""), recipients, text);
    }
}
