package org.smtpward.session;

import java.time.Duration;

/**
 * What one session may cost. The defaults and their reasons stand in {@code reference.conf}; wire sizes are octets and
 * count CRLF.
 *
 * @param badCommands unknown or malformed commands before the session is closed
 * @param commandLine the longest command line
 * @param extensionOctets what service extensions add to the line of MAIL and RCPT
 * @param authLine the longest AUTH command and AUTH response
 * @param replyLine the longest line of a reply of the backend
 * @param replyLines the most lines of a reply of the backend
 * @param outstandingCommands commands whose reply is still missing before reading from the client pauses
 * @param backendConnect time to reach the backend
 * @param backendReply time for the greeting and for each reply of the backend
 * @param clientIdle time without an octet of the client while it is its turn
 * @param tlsHandshake time for a TLS handshake on either leg
 */
public record Limits(
        int badCommands,
        int commandLine,
        int extensionOctets,
        int authLine,
        int replyLine,
        int replyLines,
        int outstandingCommands,
        Duration backendConnect,
        Duration backendReply,
        Duration clientIdle,
        Duration tlsHandshake) {}
