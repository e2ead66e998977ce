package org.smtpward.events;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * Turns an event into one line for people. What decides comes first and in a fixed order; what a peer sent stands behind
 * it, in quotes that it cannot leave, so that no peer can write a line that says something else ({@code fail2ban} reads
 * these lines, too).
 */
final class TextWriter implements EventWriter {
    @Override
    public byte[] line(Event event) {
        return switch (event) {
            case RuleEvent rule -> line(rule);
            case MessageEvent message -> line(message);
        };
    }

    private static byte[] line(MessageEvent event) {
        var line = new StringBuilder(256)
                .append(EventTime.of(event.at()))
                .append(" message client=")
                .append(SessionLog.client(event.clientAddress(), event.clientPort()))
                .append(" session=")
                .append(event.session())
                .append(" listener=")
                .append(event.listener());
        MessageLog.appendOutcome(line, event.message());
        event.tlsVersion().ifPresent(version -> line.append(" tls=").append(version));
        return MessageLog.appendQueueId(line, event.message())
                .append('\n')
                .toString()
                .getBytes(US_ASCII);
    }

    private static byte[] line(RuleEvent event) {
        var match = event.match();
        var line = new StringBuilder(256)
                .append(EventTime.of(event.at()))
                .append(' ')
                .append(ActionWord.of(match.action()))
                .append(" rule=")
                .append(match.rule().label())
                .append(" advisory=")
                .append(match.rule().advisory())
                .append(" client=")
                .append(SessionLog.client(event.clientAddress(), event.clientPort()))
                .append(" session=")
                .append(event.session())
                .append(" listener=")
                .append(event.listener())
                .append(" phase=")
                .append(match.phase().label());
        quoted(line, "why", match.reason());
        event.tlsVersion().ifPresent(version -> line.append(" tls=").append(version));
        event.serverName().ifPresent(name -> quoted(line, "sni", name));
        if (!event.alpn().isEmpty()) {
            quoted(line, "alpn", String.join(",", event.alpn()));
        }
        event.verifiedClient().ifPresent(name -> quoted(line, "verified-client", name));
        if (!match.preview().isEmpty()) {
            quoted(line, "preview", match.preview());
        }
        return line.append('\n').toString().getBytes(US_ASCII);
    }

    /** Everything but the quote is escaped already. */
    private static void quoted(StringBuilder line, String name, String text) {
        line.append(' ')
                .append(name)
                .append("=\"")
                .append(text.replace("\"", "\\x22"))
                .append('"');
    }
}
