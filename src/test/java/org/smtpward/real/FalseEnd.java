package org.smtpward.real;

import static org.smtpward.real.FalseEnd.Alone.ONE_MESSAGE;
import static org.smtpward.real.FalseEnd.Alone.REFUSED;
import static org.smtpward.real.FalseEnd.Alone.TWO_MESSAGES;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Octets in the middle of mail data that are not its end, which is CRLF.CRLF and nothing else (RFC 5321 §4.1.1.4), but
 * that a mail server may take for it: what stands behind them are commands then (SMTP smuggling, CVE-2023-51765).
 *
 * @param parameters of MAIL, with what separates them from the reverse-path, or empty
 * @param octets one char each
 * @param alone what sendmail 8.15.2 makes of them
 */
record FalseEnd(String parameters, String octets, Alone alone) {
    /** A dot behind CRLF and before it, when the eighth bit has been taken away. */
    private static final String EIGHT_BIT_DOT = "\r\n\u00ae\r\n";

    /** What sendmail does without anybody before it. */
    enum Alone {
        TWO_MESSAGES,
        ONE_MESSAGE,
        /** MAIL itself is refused. */
        REFUSED
    }

    static final List<FalseEnd> ALL = List.of(
            row("\n.\n", TWO_MESSAGES),
            row("\n.\r\n", TWO_MESSAGES),
            row("\r\n.\n", TWO_MESSAGES),
            row("\n\n.\n\n", TWO_MESSAGES),
            row("\r\n\n.\n\r\n", TWO_MESSAGES),
            row("\r.\r", ONE_MESSAGE),
            row("\r.\r\n", ONE_MESSAGE),
            row("\r.\n", ONE_MESSAGE),
            row("\r\n.\r", ONE_MESSAGE),
            row("\r\n.\r\r\n", ONE_MESSAGE),
            row("\r\n.\rx\n", ONE_MESSAGE),
            row("\r\n\r.\r\n", ONE_MESSAGE),
            row("\r\r\n.\r\r\n", ONE_MESSAGE),
            row("\n.\r", ONE_MESSAGE),
            row("\n\r.\r\n", ONE_MESSAGE),
            row("\n\r\n.\n\r\n", TWO_MESSAGES),
            // NUL is dropped, but a dot behind it does not begin a line.
            row("\r\0\n.\r\n", TWO_MESSAGES),
            row("\r\0\n.\n", TWO_MESSAGES),
            row("\r\0\n.\r\0\n", ONE_MESSAGE),
            row("\r\n\0.\r\n", ONE_MESSAGE),
            row("\r\n.\0\r\n", ONE_MESSAGE),
            row("\r\n.\r\0\n", ONE_MESSAGE),
            row("\n\0.\n", ONE_MESSAGE),
            row("\n.\0\n", ONE_MESSAGE),
            row("\0\n.\n", TWO_MESSAGES),
            row("\0\n\0.\0\n\0", ONE_MESSAGE),
            row("\r\n\0\0\0.\0\0\0\r\n", ONE_MESSAGE),
            // Declared to have only seven bits: what has more is made so.
            row(" BODY=7BIT", EIGHT_BIT_DOT, TWO_MESSAGES),
            row(" BODY=7BIT", "\u008d\u008a.\u008d\u008a", TWO_MESSAGES),
            row(" BODY=7BIT", "\u008d\u008a\u00ae\u008d\u008a", TWO_MESSAGES),
            row(" BODY=7BIT", "\r\u008a.\r\n", TWO_MESSAGES),
            row(" BODY=7BIT", "\u008d\n.\r\n", TWO_MESSAGES),
            row(" BODY=7BIT", "\r\n\u00ae\u008d\n", TWO_MESSAGES),
            row(" BODY=7BIT", "\r\n.\r\u008a", TWO_MESSAGES),
            row(" BODY=7BIT", "\u008a.\u008a", TWO_MESSAGES),
            row(" BODY=7BIT", "\r\n\u0080.\r\n", ONE_MESSAGE),
            row(" BODY=7bit", EIGHT_BIT_DOT, TWO_MESSAGES),
            row(" body=7BIT", EIGHT_BIT_DOT, TWO_MESSAGES),
            row(" bOdY=7bIt", EIGHT_BIT_DOT, TWO_MESSAGES),
            row(" SIZE=1000 BODY=7BIT", EIGHT_BIT_DOT, TWO_MESSAGES),
            row(" BODY=7BIT SIZE=1000", EIGHT_BIT_DOT, TWO_MESSAGES),
            row(" BODY=8BITMIME BODY=7BIT", EIGHT_BIT_DOT, TWO_MESSAGES),
            row(" BODY=7BIT BODY=8BITMIME", EIGHT_BIT_DOT, ONE_MESSAGE),
            row(" SIZE=1=BODY=7BIT", EIGHT_BIT_DOT, TWO_MESSAGES),
            row(" BODY=7BIT=SIZE=1000", EIGHT_BIT_DOT, TWO_MESSAGES),
            row("\tBODY=7BIT", EIGHT_BIT_DOT, TWO_MESSAGES),
            row(" SIZE=1000\tBODY=7BIT", EIGHT_BIT_DOT, TWO_MESSAGES),
            row(" BODY=7BIT\tSIZE=1000", EIGHT_BIT_DOT, TWO_MESSAGES),
            row("   BODY=7BIT  ", EIGHT_BIT_DOT, TWO_MESSAGES),
            row("BODY=7BIT", EIGHT_BIT_DOT, ONE_MESSAGE),
            row(" SIZE=1\001BODY=7BIT", EIGHT_BIT_DOT, TWO_MESSAGES),
            row(" SIZE=1\rBODY=7BIT", EIGHT_BIT_DOT, TWO_MESSAGES),
            row(" SIZE=1\0BODY=7BIT", EIGHT_BIT_DOT, ONE_MESSAGE),
            row(" BODY=\u00b7BIT", EIGHT_BIT_DOT, REFUSED),
            row(" BODY =7BIT", EIGHT_BIT_DOT, REFUSED),
            row(" BODY= 7BIT", EIGHT_BIT_DOT, REFUSED),
            // Not declared so, nothing is taken away.
            row("", EIGHT_BIT_DOT, ONE_MESSAGE),
            row(" BODY=8BITMIME", EIGHT_BIT_DOT, ONE_MESSAGE),
            row(" BODY=8BITMIME", "\u008d\u008a.\u008d\u008a", ONE_MESSAGE));

    private static FalseEnd row(String octets, Alone alone) {
        return new FalseEnd("", octets, alone);
    }

    private static FalseEnd row(String parameters, String octets, Alone alone) {
        return new FalseEnd(parameters, octets, alone);
    }

    boolean hasNul() {
        return octets.indexOf('\0') >= 0;
    }

    boolean hasBareLineEnds() {
        return octets.replace("\r\n", "").chars().anyMatch(octet -> octet == '\r' || octet == '\n');
    }

    /** The octets by their names, behind the parameters. */
    @Override
    public String toString() {
        return (parameters + ": " + octets)
                .chars()
                .mapToObj(octet -> switch (octet) {
                    case '\0' -> " NUL ";
                    case '\r' -> " CR ";
                    case '\n' -> " LF ";
                    case '\t' -> " TAB ";
                    default -> octet < ' ' || octet > '~' ? " %02X ".formatted(octet) : Character.toString(octet);
                })
                .collect(Collectors.joining())
                .replaceAll(" +", " ")
                .replace("CR LF", "CRLF")
                .strip();
    }
}
