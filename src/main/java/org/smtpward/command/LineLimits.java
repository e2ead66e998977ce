package org.smtpward.command;

import io.netty.buffer.ByteBuf;
import java.util.Set;

/**
 * The longest lines of a client, in octets, line end included.
 *
 * @param commandLine every command but the following (RFC 5321 §4.5.3.1.4: 512)
 * @param envelopeLine MAIL and RCPT with the parameters of the extensions (RFC 1870, 3461, 4954, 6152, 6531)
 * @param authLine AUTH and its responses (RFC 4954 §4)
 */
public record LineLimits(int commandLine, int envelopeLine, int authLine) {
    /** The limit for the line that {@code in} begins with, which may not be there whole yet. */
    int of(ByteBuf in, boolean authOffered) {
        return switch (Verb.of(in, Set.of())) {
            case MAIL, RCPT -> envelopeLine;
            case AUTH -> authOffered ? authLine : envelopeLine;
            case HELO,
                    EHLO,
                    DATA,
                    RSET,
                    VRFY,
                    EXPN,
                    HELP,
                    NOOP,
                    QUIT,
                    ETRN,
                    VERB,
                    STARTTLS,
                    BDAT,
                    XCLIENT,
                    XFORWARD,
                    EXTRA,
                    UNKNOWN -> commandLine;
        };
    }
}
