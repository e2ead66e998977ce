package org.smtpward.rewrite;

import com.google.re2j.Pattern;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * Tells what plain addresses and names need from what a browser could take for markup or script when a mail server repeats it
 * (ALPACA reflection attack, CVE-2021-3618). A wrong "not plain" costs an honest client the text of a reply, never its code.
 *
 * <p>Plain are: letters, digits and the punctuation of RFC 5321 §4.1.2 but {@code &}; octets above 127, which stand for
 * nothing else in any charset that a browser guesses; a quoted local part with nothing in it but such octets and blanks; and
 * angle brackets around an address, unless it could be a tag that does something, such as {@code <svg/onload=x@y>}.
 */
public final class Markup {
    /** Each of the following has one of these: most lines need not be asked whether they match. */
    private static final String FOREIGN_SIGNS = "/:+`";

    private static final Pattern FOREIGN = Pattern.compile("(?i)HTTP/[0-9]|:[ \\t]|\\+AD|`");

    private static final String PUNCTUATION = "!#$%'*+-./:=?@[]^_`{|}~,";
    private static final boolean[] PLAIN = new boolean[128];

    static {
        for (char octet = 0; octet < PLAIN.length; octet++) {
            boolean letterOrDigit = isLetter((byte) octet) || octet >= '0' && octet <= '9';
            PLAIN[octet] = letterOrDigit || PUNCTUATION.indexOf(octet) >= 0;
        }
    }

    private Markup() {}

    /** Whether a line of MAIL or RCPT is, parameters such as {@code ORCPT=rfc822;a@b} included. */
    public static boolean isPlainEnvelope(ByteBuf line) {
        return isPlain(line, true, ";");
    }

    /** Whether a line of VRFY or EXPN is. */
    public static boolean isPlainAddress(ByteBuf line) {
        return isPlain(line, true, "") && !isForeign(line);
    }

    /** Whether any other line is, in which no address stands. */
    public static boolean isPlainText(ByteBuf line) {
        return isPlain(line, false, "") && !isForeign(line);
    }

    /** Has a status line or header of HTTP in it, UTF-7, or a template of JavaScript: nothing that a name needs. */
    private static boolean isForeign(ByteBuf line) {
        for (int at = line.readerIndex(); at < line.writerIndex(); at++) {
            if (FOREIGN_SIGNS.indexOf(line.getByte(at)) >= 0) {
                return FOREIGN.matcher(line.toString(StandardCharsets.ISO_8859_1))
                        .find();
            }
        }
        return false;
    }

    private static boolean isPlain(ByteBuf line, boolean addresses, String further) {
        int at = line.readerIndex();
        while (at < line.writerIndex()) {
            byte octet = line.getByte(at);
            if (octet == '<' && addresses && mayOpenAddress(line, at)) {
                at = endOfAddress(line, at);
            } else if (octet == '"') {
                at = endOfQuotes(line, at);
            } else if (!isPlain(line, at) && octet != ' ' && octet != '\t' && further.indexOf(octet) < 0) {
                return false;
            }
            if (at < 0) {
                return false;
            }
            at++;
        }
        return true;
    }

    /** An address stands behind the colon of FROM and TO, or behind a blank; a parameter may have the empty one. */
    private static boolean mayOpenAddress(ByteBuf line, int at) {
        int before = at > line.readerIndex() ? line.getByte(at - 1) : ' ';
        boolean empty = at + 1 < line.writerIndex() && line.getByte(at + 1) == '>';
        return before == ':' || before == ' ' || before == '\t' || before == '=' && empty;
    }

    /** Whether {@code reply} has angle brackets that enclose something else than an address. */
    static boolean hasTag(ByteBuf reply) {
        for (int at = reply.readerIndex(); at < reply.writerIndex() - 1; at++) {
            if (reply.getByte(at) == '<' && opensTag(reply.getByte(at + 1)) && endOfAddress(reply, at) < 0) {
                return true;
            }
        }
        return false;
    }

    /** Whether {@code reply} has, from {@code from} to {@code to}, an octet that is of use in markup or script. */
    static boolean hasMarkupOctets(ByteBuf reply, int from, int to) {
        for (int at = from; at < to; at++) {
            byte octet = reply.getByte(at);
            if ("<>\"'&;()=\\".indexOf(octet) >= 0 || octet < ' ' && octet != '\r' && octet != '\n') {
                return true;
            }
        }
        return false;
    }

    /** The index of the {@code >}, or -1 when what the bracket at {@code open} begins is no address. */
    private static int endOfAddress(ByteBuf line, int open) {
        boolean quoted = false;
        for (int at = open + 1; at < line.writerIndex(); at++) {
            byte octet = line.getByte(at);
            if (octet == '>') {
                return Tag.couldBe(line, open + 1, at, quoted) ? -1 : at;
            }
            if (octet == '"') {
                quoted = true;
                at = endOfQuotes(line, at);
                if (at < 0) {
                    return -1;
                }
            } else if (!isPlain(line, at)) {
                return -1;
            }
        }
        return -1;
    }

    /** The index of the closing quote, or -1 when there is none or something between them is not plain. */
    private static int endOfQuotes(ByteBuf line, int open) {
        for (int at = open + 1; at < line.writerIndex(); at++) {
            byte octet = line.getByte(at);
            if (octet == '"') {
                return at;
            }
            if (!isPlain(line, at) && octet != ' ') {
                return -1;
            }
        }
        return -1;
    }

    private static boolean isPlain(ByteBuf line, int at) {
        byte octet = line.getByte(at);
        // An ampersand alone is one in the end, too; with a semicolon it may be anything.
        return octet < 0 || PLAIN[octet] || octet == '&' && line.indexOf(at, line.writerIndex(), (byte) ';') < 0;
    }

    private static boolean opensTag(byte octet) {
        return isLetter(octet) || octet == '!' || octet == '/' || octet == '?';
    }

    private static boolean isLetter(byte octet) {
        return octet >= 'A' && octet <= 'Z' || octet >= 'a' && octet <= 'z';
    }
}
