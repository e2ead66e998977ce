package org.smtpward.corpus;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How octets are written in the corpus: as UTF-8, with the escapes {@code \r \n \t \0 \\ \xHH}, {@code \{400*text}} for a
 * repetition, and double square brackets around what is payload.
 */
public final class CaseText {
    private static final Pattern PART = Pattern.compile(
            "\\\\(?:([rnt0\\\\])|x([0-9a-f]{2})|\\{([0-9]+)\\*([^}]+)})|(\\[\\[)|(]](?!]))|([^\\\\]|\\\\)");

    private CaseText() {}

    /** The marked octets that {@code written} stands for. */
    static String marked(String written) {
        var text = new StringBuilder();
        Matcher part = PART.matcher(written);
        while (part.find()) {
            text.append(octets(part, written));
        }
        long opened = text.chars().filter(each -> each == Marked.OPEN).count();
        long closed = text.chars().filter(each -> each == Marked.CLOSE).count();
        if (opened != closed) {
            throw new IllegalArgumentException("a payload without its end: " + written);
        }
        return text.toString();
    }

    private static String octets(Matcher part, String written) {
        if (part.group(1) != null) {
            return "\r\n\t\0\\".substring("rnt0\\".indexOf(part.group(1)), "rnt0\\".indexOf(part.group(1)) + 1);
        }
        if (part.group(2) != null) {
            return String.valueOf((char) Integer.parseInt(part.group(2), 16));
        }
        if (part.group(3) != null) {
            return marked(part.group(4)).repeat(Integer.parseInt(part.group(3)));
        }
        if (part.group(5) != null) {
            return String.valueOf(Marked.OPEN);
        }
        if (part.group(6) != null) {
            return String.valueOf(Marked.CLOSE);
        }
        if (part.group().equals("\\")) {
            throw new IllegalArgumentException("no escape: " + written);
        }
        return new String(part.group().getBytes(UTF_8), ISO_8859_1);
    }

    /** {@code octets}, one char each, in this notation, for messages. */
    public static String written(String octets) {
        var text = new StringBuilder();
        for (char octet : octets.toCharArray()) {
            switch (octet) {
                case '\r' -> text.append("\\r");
                case '\n' -> text.append("\\n");
                case '\\' -> text.append("\\\\");
                case Marked.OPEN -> text.append("[[");
                case Marked.CLOSE -> text.append("]]");
                default -> text.append(octet >= ' ' && octet < 0x7f ? octet : "\\x%02x".formatted((int) octet));
            }
        }
        return text.length() <= 400 ? text.toString() : text.substring(0, 300) + "... (" + octets.length() + " octets)";
    }
}
