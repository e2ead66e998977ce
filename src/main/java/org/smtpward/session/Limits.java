package org.smtpward.session;

import java.time.Duration;

/**
 * What one session may cost. The defaults and their reasons stand in {@code reference.conf}; wire sizes are octets and
 * count CRLF.
 *
 * @param badCommands unknown or malformed commands before the session is closed
 * @param commands commands in one session
 * @param transactions mail transactions in one session
 * @param commandLine the longest command line
 * @param extensionOctets what service extensions add to the line of MAIL and RCPT
 * @param authLine the longest AUTH command and AUTH response
 * @param replyLine the longest line of a reply of the backend
 * @param replyLines the most lines of a reply of the backend
 * @param replyOctets the most octets of a reply of the backend
 * @param outstandingCommands commands whose reply is still missing before reading from the client pauses
 * @param backendConnect time to reach the backend
 * @param backendGreeting time for the greeting of the backend
 * @param backendReply time for each other reply of the backend
 * @param clientIdle time without an octet of the client while a command is its turn
 * @param clientData time without an octet of the client in mail data
 * @param dataRate octets of mail data a second, at least, on average over {@link DataRate#WINDOW}; 0: any rate will do
 * @param tlsHandshake time for a TLS handshake on either leg
 */
public record Limits(
        int badCommands,
        int commands,
        int transactions,
        int commandLine,
        int extensionOctets,
        int authLine,
        int replyLine,
        int replyLines,
        int replyOctets,
        int outstandingCommands,
        Duration backendConnect,
        Duration backendGreeting,
        Duration backendReply,
        Duration clientIdle,
        Duration clientData,
        int dataRate,
        Duration tlsHandshake) {}
