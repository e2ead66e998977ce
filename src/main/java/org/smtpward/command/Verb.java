package org.smtpward.command;

import io.netty.buffer.ByteBuf;
import java.util.Locale;
import java.util.Set;

/** The first word of a command (RFC 5321 §4.1.1 and the extensions that sendmail has), without regard to case. */
public enum Verb {
    HELO,
    EHLO,
    MAIL,
    RCPT,
    DATA,
    RSET,
    VRFY,
    EXPN,
    HELP,
    NOOP,
    QUIT,
    /** RFC 1985. */
    ETRN,
    /** sendmail's "verbose". */
    VERB,
    /** RFC 4954. */
    AUTH,
    /** RFC 3207. */
    STARTTLS,
    /** RFC 3030; not offered through us. */
    BDAT,
    /** Postfix's, with which a client chooses the address that the backend sees; not offered through us. */
    XCLIENT,
    /** Likewise. */
    XFORWARD,
    /** A verb that the configuration names in {@code commands.extra}. */
    EXTRA,
    /** Every other word, the empty one included. */
    UNKNOWN;

    private static final int LONGEST = 8;
    /** The configuration takes verbs of 12 letters at most: RFC 5321 knows only four, extensions up to eight. */
    private static final int LONGEST_EXTRA = 12;

    private static final Verb[] NAMED = {
        MAIL, RCPT, DATA, EHLO, HELO, RSET, NOOP, QUIT, STARTTLS, AUTH, VRFY, EXPN, HELP, ETRN, VERB, BDAT, XCLIENT,
        XFORWARD
    };
    private static final long[] PACKED = packNames();

    /** The label in metrics. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * What follows this verb is not decoded until the reply to it is known, since the reply decides how the next octets
     * are to be read (RFC 2920 §3.1).
     */
    public boolean isSynchronisationPoint() {
        return switch (this) {
            case EHLO, HELO, STARTTLS, AUTH, DATA, QUIT -> true;
            // What a verb of the site's own does to the dialogue is not known: wait for its reply.
            case EXTRA -> true;
            // sendmail forks for it, and the child sends replies once more that were waiting in the parent's buffer.
            case ETRN -> true;
            case MAIL, RCPT, RSET, VRFY, EXPN, HELP, NOOP, VERB, BDAT, XCLIENT, XFORWARD, UNKNOWN -> false;
        };
    }

    /** Whether it has to wait for EHLO or HELO where a session begins, or begins again inside TLS (RFC 5321 §4.1.4). */
    public boolean needsHello() {
        return switch (this) {
            case MAIL, RCPT, DATA, AUTH, VRFY, EXPN, ETRN, EXTRA -> true;
            case HELO, EHLO, RSET, HELP, NOOP, QUIT, VERB, STARTTLS, BDAT, XCLIENT, XFORWARD, UNKNOWN -> false;
        };
    }

    /** The verb that {@code line} begins with; it ends at the first blank. {@code extra} is in upper case. */
    static Verb of(ByteBuf line, Set<String> extra) {
        return of(line, line.readerIndex(), line.writerIndex(), extra);
    }

    /** The verb that the line from {@code start} to {@code end} begins with. */
    public static Verb of(ByteBuf line, int start, int end, Set<String> extra) {
        int length = wordLength(line, start, end);
        if (length <= LONGEST) {
            long packed = 0;
            for (int i = 0; i < length; i++) {
                packed = packed << 8 | upperCase(line.getByte(start + i));
            }
            for (int i = 0; i < PACKED.length; i++) {
                // The length counts, since NULs before a name would pack to the same number.
                if (PACKED[i] == packed && NAMED[i].name().length() == length) {
                    return NAMED[i];
                }
            }
        }
        return extra.isEmpty() || !extra.contains(word(line, start, length)) ? UNKNOWN : EXTRA;
    }

    /** The number of octets before the first blank; looks no further than a verb can be long. */
    static int wordLength(ByteBuf line) {
        return wordLength(line, line.readerIndex(), line.writerIndex());
    }

    private static int wordLength(ByteBuf line, int start, int lineEnd) {
        int length = 0;
        int end = Math.min(lineEnd, start + LONGEST_EXTRA + 1);
        for (int i = start; i < end; i++) {
            byte octet = line.getByte(i);
            if (octet == ' ' || octet == '\t') {
                break;
            }
            length++;
        }
        return length;
    }

    private static String word(ByteBuf line, int start, int length) {
        return line.toString(start, length, java.nio.charset.StandardCharsets.ISO_8859_1)
                .toUpperCase(Locale.ROOT);
    }

    /** Only ASCII letters change: an octet with the eighth bit set never becomes a letter. */
    private static int upperCase(byte octet) {
        return octet >= 'a' && octet <= 'z' ? octet - ('a' - 'A') : octet & 0xff;
    }

    private static long[] packNames() {
        long[] packed = new long[NAMED.length];
        for (int i = 0; i < NAMED.length; i++) {
            for (char letter : NAMED[i].name().toCharArray()) {
                packed[i] = packed[i] << 8 | letter;
            }
        }
        return packed;
    }
}
