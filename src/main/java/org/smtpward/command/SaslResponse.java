package org.smtpward.command;

import io.netty.buffer.ByteBuf;

/**
 * What a client may say in an AUTH exchange (RFC 4954 §4): base64, or {@code *} to cancel, or nothing. Everything else is not
 * for the backend: sendmail repeats in its reply what it cannot decode.
 */
public final class SaslResponse {
    private static final int LONGEST_MECHANISM = 20;

    private SaslResponse() {}

    /** Whether {@code line}, without its line end, is a response. */
    public static boolean isWellFormed(ByteBuf line) {
        int length = line.readableBytes();
        return length == 1 && line.getByte(line.readerIndex()) == '*' || isBase64(line, line.readerIndex());
    }

    /** Whether {@code line}, which begins with AUTH, goes on with a mechanism and perhaps an initial response, or nothing. */
    public static boolean isWellFormedCommand(ByteBuf line) {
        int mechanism = skipBlanks(line, line.readerIndex() + Verb.AUTH.name().length());
        int end = mechanism;
        while (end < line.writerIndex() && isMechanismOctet(line.getByte(end))) {
            end++;
        }
        int response = skipBlanks(line, end);
        return end - mechanism <= LONGEST_MECHANISM
                && (response > end || end == line.writerIndex())
                && isBase64(line, response);
    }

    private static int skipBlanks(ByteBuf line, int from) {
        int at = from;
        while (at < line.writerIndex() && isBlank(line.getByte(at))) {
            at++;
        }
        return at;
    }

    /** The padding may be wrong or missing: whether it can be decoded is the backend's business. */
    private static boolean isBase64(ByteBuf line, int from) {
        int at = from;
        while (at < line.writerIndex() && isBase64Octet(line.getByte(at))) {
            at++;
        }
        while (at < line.writerIndex() && line.getByte(at) == '=') {
            at++;
        }
        return skipBlanks(line, at) == line.writerIndex();
    }

    private static boolean isBlank(byte octet) {
        return octet == ' ' || octet == '\t';
    }

    private static boolean isBase64Octet(byte octet) {
        return isLetterOrDigit(octet) || octet == '+' || octet == '/';
    }

    /** RFC 4422 §3.1. */
    private static boolean isMechanismOctet(byte octet) {
        return isLetterOrDigit(octet) || octet == '-' || octet == '_';
    }

    private static boolean isLetterOrDigit(byte octet) {
        return octet >= 'A' && octet <= 'Z' || octet >= 'a' && octet <= 'z' || octet >= '0' && octet <= '9';
    }
}
