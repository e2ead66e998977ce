package org.smtpward.reply;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;

/**
 * A reply that we originate: one line. This file is the only place where codes and texts of ours stand; none of them
 * contains an octet that a peer sent, except the domain of the backend's greeting, which {@link HostName} has checked.
 *
 * @param code the reply code (RFC 5321 §4.2)
 * @param enhanced the enhanced status code (RFC 3463), or empty before a greeting
 * @param text what follows it
 */
public record Reply(int code, String enhanced, String text) {
    /** Readiness for the handshake (RFC 3207 §4), in sendmail's words. */
    public static Reply readyToStartTls() {
        return new Reply(220, "2.0.0", "Ready to start TLS");
    }

    /** sendmail's own line for a client that speaks HTTP. */
    public static Reply rejectingOpenProxy(String host, String clientAddress) {
        String literal = clientAddress.contains(":") ? "IPv6:" + clientAddress : clientAddress;
        return new Reply(421, "4.7.0", host + " Rejecting open proxy [" + literal + "]");
    }

    /** No backend, or not any longer, and no mail data is in doubt. */
    public static Reply serviceNotAvailable(String host) {
        return new Reply(421, "4.3.2", host + " Service not available, try again later");
    }

    /** The proxy is being stopped and the client is between transactions: RFC 5321 §4.2.2's own words. */
    public static Reply closing(String host) {
        return new Reply(421, "4.3.2", host + " Service not available, closing transmission channel");
    }

    /** More connections than {@code limits.connections}. */
    public static Reply tooManyConnections(String host) {
        return new Reply(421, "4.3.2", host + " Too many connections, try again later");
    }

    /** More connections than one client may have, at a time or in a second. */
    public static Reply tooManyConnectionsFromAddress(String host) {
        return new Reply(421, "4.7.0", host + " Too many connections from your address, try again later");
    }

    /** The site has banned the client's network. Not 554: a ban that hits honest mail by mistake must not bounce it. */
    public static Reply networkRefused(String host) {
        return new Reply(421, "4.7.0", host + " Connections from your network are refused, try again later");
    }

    /** A trusted proxy did not say whose connection it passes on. */
    public static Reply proxyHeaderExpected(String host) {
        return new Reply(421, "4.3.5", host + " PROXY protocol header expected");
    }

    /** Nobody has taken responsibility for the mail data: the client keeps the mail. */
    public static Reply mailDataNotAccepted(String host) {
        return new Reply(451, "4.3.0", host + " Message not accepted, try again later");
    }

    /** The backend broke the protocol, or we have a bug. */
    public static Reply protocolTrouble(String host) {
        return new Reply(421, "4.3.0", host + " Internal trouble, try again later");
    }

    /** The client was silent for too long, in sendmail's words. */
    public static Reply timeout(String host) {
        return new Reply(421, "4.4.1", host + " Timeout waiting for input");
    }

    /** An unknown verb; unlike sendmail's reply it repeats nothing. */
    public static Reply commandUnrecognized() {
        return new Reply(500, "5.5.1", "Command unrecognized");
    }

    /** {@code limits.bad-commands} is reached, in sendmail's words. */
    public static Reply tooManyBadCommands(String host) {
        return new Reply(421, "4.7.0", host + " Too many bad commands; closing connection");
    }

    /** A line that is no command. */
    public static Reply syntaxError() {
        return new Reply(500, "5.5.2", "Syntax error");
    }

    /** A line over its limit. */
    public static Reply lineTooLong() {
        return new Reply(500, "5.5.2", "Line too long");
    }

    /** An AUTH command whose arguments cannot be right (RFC 4954 §4). */
    public static Reply authSyntax() {
        return new Reply(501, "5.5.2", "Syntax error in the arguments of AUTH");
    }

    /** MAIL with an address that cannot be passed on, in sendmail's code (RFC 3463 §3.2). */
    public static Reply senderSyntax() {
        return new Reply(501, "5.1.7", "Syntax error in the address of the sender");
    }

    /** RCPT with an address that cannot be passed on. */
    public static Reply recipientSyntax() {
        return new Reply(501, "5.1.3", "Syntax error in the address of the recipient");
    }

    /** EHLO or HELO with a name that cannot be one, in sendmail's words. */
    public static Reply invalidDomain() {
        return new Reply(501, "5.0.0", "Invalid domain name");
    }

    /** A parameter of MAIL where none can stand. */
    public static Reply parameterSyntax() {
        return new Reply(501, "5.5.4", "Syntax error in parameters");
    }

    /** A command that is never for clients. */
    public static Reply notPermitted() {
        return new Reply(550, "5.7.0", "Command not permitted");
    }

    /** BDAT, which EHLO did not offer (RFC 3030): its octets could not be told from commands. */
    public static Reply chunkingNotOffered(String host) {
        return new Reply(503, "5.5.1", host + " CHUNKING was not offered");
    }

    /** A bare CR where {@code bare-newline} rejects it, in the words of sendmail 8.18. */
    public static Reply bareCarriageReturn(String host) {
        return new Reply(421, "4.5.0", host + " Bare carriage return (CR) not allowed");
    }

    /** A bare LF where {@code bare-newline} rejects it, in the words of sendmail 8.18. */
    public static Reply bareLineFeed(String host) {
        return new Reply(421, "4.5.0", host + " Bare linefeed (LF) not allowed");
    }

    /** Mail data with bare CR or LF where {@code bare-newline} rejects it. */
    public static Reply bareNewlineInData() {
        return new Reply(554, "5.6.0", "Bare CR or LF in mail data not allowed");
    }

    /** Mail data with a NUL (RFC 5321 §4.5.2 knows no such octet). */
    public static Reply nulInData() {
        return new Reply(554, "5.6.1", "NUL in mail data not allowed");
    }

    /** Octets before the greeting. */
    public static Reply clientSpokeFirst(String host) {
        return new Reply(554, "5.5.1", host + " Protocol error: client spoke first");
    }

    /** Octets behind a command whose reply decides how they are to be read (RFC 2920 §3.1). */
    public static Reply unauthorizedPipelining(String host) {
        return new Reply(554, "5.5.0", host + " Protocol error: unauthorized pipelining");
    }

    /** More commands or transactions than a session may have. */
    public static Reply tooManyCommands(String host) {
        return new Reply(421, "4.7.0", host + " Too many commands in one session; closing connection");
    }

    /** Mail data that comes too slowly. */
    public static Reply tooSlow(String host) {
        return new Reply(421, "4.4.2", host + " Mail data comes too slowly");
    }

    /** {@code STARTTLS x} (RFC 3207 §4). */
    public static Reply noParametersAllowed() {
        return new Reply(501, "5.5.2", "Syntax error (no parameters allowed)");
    }

    /** STARTTLS inside TLS. */
    public static Reply tlsAlreadyActive() {
        return new Reply(503, "5.5.1", "TLS already active");
    }

    /** STARTTLS between MAIL and the end of the mail data, in sendmail's words. */
    public static Reply tlsNotPermittedInTransaction() {
        return new Reply(503, "5.5.0", "TLS not permitted during a mail transaction");
    }

    /** STARTTLS after AUTH: RFC 3207 §4.2 wants the identity forgotten, and the backend would not. */
    public static Reply tlsNotPermittedAfterAuth() {
        return new Reply(503, "5.5.0", "TLS not permitted after AUTH");
    }

    /** STARTTLS on a listener that does not have it. */
    public static Reply tlsNotOffered() {
        return new Reply(502, "5.5.1", "STARTTLS not offered");
    }

    /** STARTTLS without a usable certificate. */
    public static Reply tlsTemporarilyNotPossible() {
        return new Reply(454, "4.7.0", "STARTTLS temporarily not possible.");
    }

    /** The backend refused STARTTLS: sendmail's text for the tag PROTOCOL. */
    public static Reply startTlsFailed() {
        return new Reply(454, "4.7.0", "STARTTLS failed.");
    }

    /** The handshake with the backend failed: sendmail's text for the tag SOFTWARE. */
    public static Reply tlsHandshakeFailed() {
        return new Reply(454, "4.7.0", "TLS handshake failed.");
    }

    /** Octets in the clear behind STARTTLS. */
    public static Reply plaintextBehindStartTls(String host) {
        return new Reply(554, "5.5.1", host + " Protocol error: plaintext behind STARTTLS");
    }

    /** A command that needs EHLO, which the handshake made us forget (RFC 3207 §4.2). */
    public static Reply helloFirst() {
        return new Reply(503, "5.5.1", "Say EHLO first");
    }

    /**
     * Instead of a reply of the backend that repeats what it should not.
     *
     * @param code the backend's
     * @param enhanced the backend's, or empty
     * @param subject what it is about, such as Sender
     */
    public static Reply withoutEcho(int code, String enhanced, String subject) {
        String outcome =
                switch (code / 100) {
                    case 2 -> "ok";
                    case 4 -> "not accepted, try again later";
                    default -> "not accepted";
                };
        return new Reply(code, enhanced, subject + " " + outcome);
    }

    /** The line, CRLF included. */
    public String line() {
        return code + " " + (enhanced.isEmpty() ? "" : enhanced + " ") + text + "\r\n";
    }

    /** The octets of the line; the caller releases them. */
    public ByteBuf encode(ByteBufAllocator allocator) {
        return ByteBufUtil.encodeString(allocator, java.nio.CharBuffer.wrap(line()), StandardCharsets.US_ASCII);
    }
}
