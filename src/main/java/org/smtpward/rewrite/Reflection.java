package org.smtpward.rewrite;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.smtpward.command.Verb;
import org.smtpward.reply.BackendReply;
import org.smtpward.reply.Reply;

/**
 * Keeps a reply from repeating markup or script that the client was made to send: a browser would show it as a page of the
 * mail server, cookies included (ALPACA reflection attack, CVE-2021-3618). The code stays, the text becomes a fixed one.
 */
public final class Reflection {
    /** RFC 3463 §2. */
    private static final Pattern ENHANCED = Pattern.compile("\\d{3}[ -]([245]\\.\\d{1,3}\\.\\d{1,3}) ");

    /** Octets that a reply and an argument have in common by accident are fewer. */
    private static final int TELLING = 8;

    private Reflection() {}

    /**
     * Whether {@code reply} repeats something that is not plain.
     *
     * @param verb what it is the reply to
     * @param markup that command if its argument was not plain, else empty: then one before it had such
     */
    public static boolean isIn(BackendReply reply, Verb verb, String markup) {
        ByteBuf octets = reply.octets();
        int text = octets.readerIndex() + "250 ".length();
        // Of a reply to EHLO only the first line repeats anything; keywords have equal signs.
        int end = isHello(verb, reply) ? firstLine(octets) : octets.writerIndex();
        return markup.isEmpty()
                ? Markup.hasTag(octets)
                : Markup.hasMarkupOctets(octets, text, end)
                        || repeats(octets.toString(text, end - text, StandardCharsets.ISO_8859_1), markup);
    }

    /** Whether {@code text} has a part of the argument in it that is long enough to be no accident. */
    private static boolean repeats(String text, String command) {
        String argument = command.substring(Math.min(command.length(), command.indexOf(' ') + 1));
        for (int from = 0; from + TELLING <= argument.length(); from++) {
            if (text.contains(argument.substring(from, from + TELLING))) {
                return true;
            }
        }
        return argument.length() < TELLING && !argument.isEmpty() && text.contains(argument);
    }

    /**
     * The reply to show instead. The caller releases it.
     *
     * @param host the mail server's name
     */
    public static ByteBuf rewrite(BackendReply reply, Verb verb, String host) {
        String lines = reply.octets().toString(StandardCharsets.ISO_8859_1);
        if (isHello(verb, reply)) {
            String first = lines.substring(0, 4) + host + " Hello\r\n";
            return encode(first
                    + lines.substring(firstLine(reply.octets()) - reply.octets().readerIndex()));
        }
        Matcher enhanced = ENHANCED.matcher(lines);
        return encode(Reply.withoutEcho(reply.code(), enhanced.lookingAt() ? enhanced.group(1) : "", subject(verb))
                .line());
    }

    private static boolean isHello(Verb verb, BackendReply reply) {
        return reply.isPositive() && (verb == Verb.EHLO || verb == Verb.HELO);
    }

    /** The index behind the first line. */
    private static int firstLine(ByteBuf octets) {
        return octets.indexOf(octets.readerIndex(), octets.writerIndex(), (byte) '\n') + 1;
    }

    private static String subject(Verb verb) {
        return switch (verb) {
            case MAIL -> "Sender";
            case RCPT -> "Recipient";
            case HELO, EHLO -> "Domain";
            case DATA -> "Message";
            case RSET,
                    VRFY,
                    EXPN,
                    HELP,
                    NOOP,
                    QUIT,
                    ETRN,
                    VERB,
                    AUTH,
                    STARTTLS,
                    BDAT,
                    XCLIENT,
                    XFORWARD,
                    EXTRA,
                    UNKNOWN -> "Command";
        };
    }

    private static ByteBuf encode(String reply) {
        return Unpooled.wrappedBuffer(reply.getBytes(StandardCharsets.ISO_8859_1));
    }
}
