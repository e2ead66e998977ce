package org.smtpward.command;

import io.netty.buffer.ByteBuf;

/**
 * One line of the client while commands are expected, whether SMTP knows it or not.
 *
 * @param verb its first word
 * @param line the octets without the line end: a view into the decoder's input, valid until the decoder is called
 *     again, not to be released. Of an {@link Ending#OVERSIZED} line it is the beginning
 * @param ending how the line ended
 */
public record Command(Verb verb, ByteBuf line, Ending ending) {
    /** How a line ends. */
    public enum Ending {
        /** CRLF, as it should. */
        CRLF,
        /** CRLF with more CRs before it, as old scripts write it: white space for sendmail. */
        CR_CRLF,
        /** A bare LF. */
        BARE_LF,
        /** Not within the limit. The rest of the line is thrown away, so its tail can never become a command. */
        OVERSIZED
    }

    /** Whether anything but blanks stands behind the verb. */
    public boolean hasArgument() {
        for (int i = line.readerIndex() + Verb.wordLength(line); i < line.writerIndex(); i++) {
            byte octet = line.getByte(i);
            if (!isBlank(octet)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether {@code keyword}, in upper case, stands among the words of the line, such as {@code SMTPUTF8} among the
     * parameters of MAIL.
     */
    public boolean hasWord(String keyword) {
        int length = keyword.length();
        for (int i = line.writerIndex() - length; i > line.readerIndex(); i--) {
            boolean ends = i + length == line.writerIndex() || isBlank(line.getByte(i + length));
            if (ends && isBlank(line.getByte(i - 1)) && matches(i, keyword)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isBlank(byte octet) {
        return octet == ' ' || octet == '\t';
    }

    private boolean matches(int index, String keyword) {
        for (int i = 0; i < keyword.length(); i++) {
            if (Character.toUpperCase((char) line.getByte(index + i)) != keyword.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
