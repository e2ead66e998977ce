package org.smtpward.events;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Who a syslog message is from, and the head that says so.
 *
 * @param hostname this proxy's host name, {@code proxy.hostname}
 * @param facility the number of the part of the system
 * @param appName the program's name
 * @param processId the program's process
 */
public record SyslogSender(String hostname, int facility, String appName, long processId) {
    private static final int WARNING = 4;
    private static final int NOTICE = 5;
    private static final int INFORMATIONAL = 6;

    /** RFC 3164 §4.1.2 has local time, and a blank where a day has one digit. */
    private static final DateTimeFormatter LOCAL_TIME =
            DateTimeFormatter.ofPattern("MMM ppd HH:mm:ss", Locale.ENGLISH).withZone(ZoneId.systemDefault());

    /** A whole message of RFC 5424; the rule is what kind of message it is (§6.2.7). */
    byte[] message(Event event, byte[] line) {
        String head = "<%d>1 %s %s %s %d %s - "
                .formatted(priority(event), EventTime.of(event.at()), hostname, appName, processId, kind(event));
        return joined(head, line);
    }

    /** As the C library writes to {@code /dev/log}: receivers there expect this form, and no other, of RFC 3164. */
    byte[] localMessage(Event event, byte[] line) {
        String head = "<%d>%s %s[%d]: ".formatted(priority(event), LOCAL_TIME.format(event.at()), appName, processId);
        return joined(head, line);
    }

    private static String kind(Event event) {
        return switch (event) {
            case RuleEvent rule -> rule.match().rule().label();
            case MessageEvent message -> "message";
        };
    }

    private int priority(Event event) {
        return facility * 8 + severity(event);
    }

    /** RFC 5424 §6.2.1. */
    private static int severity(Event event) {
        return switch (event) {
            case RuleEvent rule ->
                switch (rule.match().action()) {
                    case BLOCK -> WARNING;
                    case MONITOR, REWRITE -> NOTICE;
                    case EXEMPT -> INFORMATIONAL;
                };
            case MessageEvent message -> INFORMATIONAL;
        };
    }

    /** Without the line feed: a message ends otherwise. */
    private static byte[] joined(String head, byte[] line) {
        var message = new ByteArrayOutputStream(head.length() + line.length);
        message.writeBytes(head.getBytes(US_ASCII));
        message.write(line, 0, line.length - 1);
        return message.toByteArray();
    }
}
