package org.smtpward.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Received field (RFC 5321 §4.4), trace information about the client for programs behind a backend that sees our address. What the
 * client says of itself is in it only if it is a domain or an address literal: no octet of it can end a line, a comment or a clause.
 *
 * @param host our name, a domain or an address literal
 * @param clock the time of day
 */
public record ReceivedField(String host, InstantSource clock) {
    /** Domains of old clients have underscores. No quantifier stands within another. */
    private static final Pattern HELLO = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,254}|\\[[A-Za-z0-9.:]{2,60}]");

    private static final String NO_HELLO = "unknown";

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, d MMM uuuu HH:mm:ss Z", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    /** The field with its line ends, at most some 700 octets. No line has more than 300. */
    ByteBuf encode(Facts session, ByteBufAllocator allocator) {
        byte[] hello = session.conversation().hello;
        String said = hello == null ? "" : new String(hello, StandardCharsets.ISO_8859_1).strip();
        String field = "Received: from " + name(said) + " ([" + literal(session.clientAddress()) + "])\r\n\tby " + host
                + " (smtpward) with " + protocol(said, session) + " id " + session.id() + ";\r\n\t"
                + DATE.format(clock.instant()) + "\r\n";
        return allocator.buffer(field.length()).writeBytes(field.getBytes(StandardCharsets.US_ASCII));
    }

    private static String name(String hello) {
        int blank = hello.indexOf(' ');
        String argument = blank < 0 ? "" : hello.substring(blank).strip();
        return HELLO.matcher(argument).matches() ? argument : NO_HELLO;
    }

    /** RFC 5321 §4.1.3. A client with IPv4 may have come through a socket of IPv6. */
    private static String literal(String address) {
        boolean mapped = address.startsWith("::ffff:") && address.indexOf('.') > 0;
        return mapped ? address.substring("::ffff:".length()) : address.indexOf(':') >= 0 ? "IPv6:" + address : address;
    }

    /** RFC 3848. HELO has no names of its own for TLS and AUTH. */
    private static String protocol(String hello, Facts session) {
        if (!hello.regionMatches(true, 0, "EHLO", 0, 4)) {
            return "SMTP";
        }
        return "ESMTP" + (session.tlsVersion().isPresent() ? "S" : "")
                + (session.conversation().authenticated ? "A" : "");
    }
}
