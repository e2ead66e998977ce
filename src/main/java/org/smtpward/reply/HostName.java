package org.smtpward.reply;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/** The domain in a greeting (RFC 5321 §4.2: {@code 220 domain text}), which we use in replies of our own. */
public final class HostName {
    /** No quantifier stands within another: the time is linear in the length, which is at most 255. */
    private static final Pattern DOMAIN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.:_-]{0,253}|\\[[A-Za-z0-9.:]{1,45}]");

    private HostName() {}

    /**
     * The domain that the first line of a greeting names, or empty when what stands there could not be one.
     *
     * @param greeting the whole reply; its indices stay as they are
     */
    public static Optional<String> ofGreeting(ByteBuf greeting) {
        int start = greeting.readerIndex() + 4;
        int end = start;
        while (end < greeting.writerIndex() && !endsWord(greeting.getByte(end))) {
            end++;
        }
        if (end == start || end - start > 255) {
            return Optional.empty();
        }
        String word = greeting.toString(start, end - start, StandardCharsets.ISO_8859_1);
        return isDomain(word) ? Optional.of(word) : Optional.empty();
    }

    private static boolean endsWord(byte octet) {
        return octet == ' ' || octet == '\r' || octet == '\n';
    }

    /** Whether {@code word} may stand where a reply names its host. */
    public static boolean isDomain(String word) {
        return DOMAIN.matcher(word).matches();
    }
}
