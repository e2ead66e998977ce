package org.smtpward.config;

import java.time.Duration;
import org.smtpward.session.Limits;

/**
 * What clients may cost.
 *
 * @param admission how many clients may come in
 * @param tlsHandshakes TLS handshakes with clients under way at a time, all listeners together
 * @param proxyHeader time for the header of the PROXY protocol
 * @param drain time that sessions get to end when the program stops
 * @param session what one session may cost
 */
public record LimitOptions(
        AdmissionLimits admission, int tlsHandshakes, Duration proxyHeader, Duration drain, Limits session) {
    private static final int MAX_CONNECTIONS = 1_000_000;

    /** sendmail's own limit, line end included: it answers 421 to a longer line and closes. */
    private static final int SENDMAIL_LINE = 2048;

    /** sendmail runs what stands behind this octet of an AUTH line as the next command. */
    private static final int SENDMAIL_AUTH_LINE = 12_287;

    public LimitOptions {
        if (tlsHandshakes < 1) {
            throw new IllegalArgumentException("not a limit: " + tlsHandshakes);
        }
        if (drain.isNegative()) {
            throw new IllegalArgumentException("not a time: " + drain);
        }
        if (session.commandLine() + session.extensionOctets() > SENDMAIL_LINE) {
            throw new InvalidOption(
                    ("command-line and extension-octets may be %d together, as sendmail refuses longer lines;"
                                    + " found %d + %d")
                            .formatted(SENDMAIL_LINE, session.commandLine(), session.extensionOctets()));
        }
    }

    static Answer<LimitOptions> read(Section limits) {
        var connections = limits.ask("connections").wholeNumber("connections", 1, MAX_CONNECTIONS);
        var perAddress = limits.ask("connections-per-address").wholeNumber("connections", 0, MAX_CONNECTIONS);
        var rate = limits.ask("connection-rate").wholeNumber("connections", 0, MAX_CONNECTIONS);
        var exempt = limits.ask("exempt-networks").each(Network::read);
        var tlsHandshakes = limits.ask("tls-handshakes").wholeNumber("handshakes", 1, MAX_CONNECTIONS);
        var badCommands = limits.ask("bad-commands").wholeNumber("commands", 1, 1000);
        var commands = limits.ask("commands").wholeNumber("commands", 10, 100_000_000);
        var transactions = limits.ask("transactions").wholeNumber("transactions", 1, 10_000_000);
        var commandLine = limits.ask("command-line").wholeNumber("octets", 512, SENDMAIL_LINE);
        var extensionOctets = limits.ask("extension-octets").wholeNumber("octets", 0, SENDMAIL_LINE - 512);
        var authLine = limits.ask("auth-line").wholeNumber("octets", 512, SENDMAIL_AUTH_LINE);
        var replyLine = limits.ask("reply-line").wholeNumber("octets", 512, 65_536);
        var replyLines = limits.ask("reply-lines").wholeNumber("lines", 1, 100_000);
        var replyOctets = limits.ask("reply-octets").wholeNumber("octets", 65_536, 16_777_216);
        var outstandingCommands = limits.ask("outstanding-commands").wholeNumber("commands", 1, 100_000);
        var backendConnect = limits.ask("backend-connect").time("100ms", "5m");
        var backendGreeting = limits.ask("backend-greeting").time("1s", "24h");
        var backendReply = limits.ask("backend-reply").time("1s", "24h");
        var clientIdle = limits.ask("client-idle").time("1s", "24h");
        var clientData = limits.ask("client-data").time("1s", "24h");
        var dataRate = limits.ask("data-rate").wholeNumber("octets a second", 0, 1_000_000);
        var tlsHandshake = limits.ask("tls-handshake").time("1s", "10m");
        var proxyHeader = limits.ask("proxy-header").time("1s", "1m");
        var drain = limits.ask("drain").time("0s", "24h");
        return limits.assemble(() -> new LimitOptions(
                new AdmissionLimits(connections.get(), perAddress.get(), rate.get(), exempt.get()),
                tlsHandshakes.get(),
                proxyHeader.get(),
                drain.get(),
                new Limits(
                        badCommands.get(),
                        commands.get(),
                        transactions.get(),
                        commandLine.get(),
                        extensionOctets.get(),
                        authLine.get(),
                        replyLine.get(),
                        replyLines.get(),
                        replyOctets.get(),
                        outstandingCommands.get(),
                        backendConnect.get(),
                        backendGreeting.get(),
                        backendReply.get(),
                        clientIdle.get(),
                        clientData.get(),
                        dataRate.get(),
                        tlsHandshake.get())));
    }
}
