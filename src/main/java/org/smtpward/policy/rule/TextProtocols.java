package org.smtpward.policy.rule;

import com.google.re2j.Pattern;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.smtpward.command.Command;

/**
 * Protocols whose clients talk in lines. A line with a verb of SMTP is only looked at from its end, so honest commands
 * never meet the table. The regular expressions are RE2's: no line can make one slow.
 */
final class TextProtocols {
    /** RFC 9110 §9.3, RFC 5789, RFC 4918 and the first word of HTTP/2's preface. */
    private static final String HTTP_METHODS = "GET|HEAD|POST|PUT|DELETE|CONNECT|OPTIONS|TRACE|PATCH|PRI"
            + "|PROPFIND|PROPPATCH|MKCOL|COPY|MOVE|LOCK|UNLOCK|REPORT|SEARCH";

    private static final Pattern AUTH_OF_FTP =
            Pattern.compile("AUTH[ \\t]+(?:TLS|SSL|TLS-C|TLS-P)[ \\t]*", Pattern.CASE_INSENSITIVE);

    /** sendmail's own check takes any white space behind a verb. */
    private static final String SPACE = "[ \\t\\x0b\\x0c\\r]";

    private static final List<Row> TABLE = List.of(
            row("an HTTP request", "(?:" + HTTP_METHODS + ")" + SPACE),
            row("an HTTP response", "HTTP/[0-9]"),
            row("a header line of HTTP", ":?[!#$%&'*+.^_`|~0-9A-Za-z-]+[ \\t]*:"),
            row("an FTP or POP3 login", "USER" + SPACE),
            row(
                    "an FTP or POP3 client",
                    "(?:PASS|APOP|RETR|STOR|LIST|UIDL|TYPE|PORT)[ \\t]|(?:CAPA|STLS|PASV|SYST|STAT)$"),
            row("a POP3 server", "(?:\\+OK|-ERR)"),
            row("an IMAP server", "\\* (?:OK|BYE|PREAUTH|CAPABILITY|NO|BAD)"),
            row(
                    "an IMAP client",
                    "[A-Za-z0-9.]+ (?:LOGIN|CAPABILITY|STARTTLS|AUTHENTICATE|LOGOUT|SELECT|EXAMINE|ENABLE|IDLE)(?:$|[ \\t])"),
            row("an SSH client", "SSH-[0-9]"),
            row("the PROXY protocol, version 1", "PROXY (?:TCP4|TCP6|UNKNOWN)"),
            row("an LMTP client", "LHLO(?:$|[ \\t])"),
            row("a ManageSieve client", "AUTHENTICATE[ \\t]"),
            row("an NNTP client", "(?:MODE (?:READER|STREAM)|GROUP |ARTICLE |XOVER |NEWGROUPS )"),
            row("an IRC client", "(?:NICK|JOIN|PRIVMSG|PONG) |CAP LS"),
            row("Redis", "[*$][0-9]+$|(?:CONFIG (?:SET|GET)|SLAVEOF|REPLICAOF|EVAL|MODULE LOAD) |FLUSH(?:ALL|DB)"),
            row("memcached", "(?:set|add|replace|append|prepend|cas) [^ ]+ [0-9]+ [0-9]+ [0-9]+|flush_all|gets "),
            row("XML or HTML", "<[!?/A-Za-z]"),
            row("JSON", "[\\[{]"),
            row("VNC", "RFB [0-9]"),
            row("rsync", "@RSYNCD:"),
            row("a Java debugger", "JDWP-Handshake"),
            row("git", "[0-9a-f]{4}git-"),
            row("Zabbix", "ZBXD"),
            row("ZooKeeper", "(?:ruok|srvr|mntr|cons|envi)$"),
            row("finger or gopher", "/"));

    /** The word before the version, and what to call it. */
    private static final Map<String, String> VERSIONED = Map.of(
            "HTTP", "an HTTP request", "RTSP", "an RTSP request", "SIP", "a SIP request", "ICAP", "an ICAP request");

    private TextProtocols() {}

    /** The protocol that the line belongs to, or empty. */
    static Optional<String> name(Command command) {
        Optional<String> versioned = versionAtTheEnd(command.line());
        if (versioned.isPresent()) {
            return versioned;
        }
        return switch (command.verb()) {
            case UNKNOWN -> nameInTable(command.line());
            case AUTH -> isAuthOfFtp(command.line()) ? Optional.of("an FTP client") : Optional.empty();
            default -> Optional.empty();
        };
    }

    /** {@code AUTH TLS} (RFC 4217 §4), which names no mechanism of SASL. */
    private static boolean isAuthOfFtp(ByteBuf line) {
        return line.readableBytes() < 16
                && AUTH_OF_FTP
                        .matcher(line.toString(StandardCharsets.ISO_8859_1))
                        .matches();
    }

    /** The protocol that a line belongs to which does not begin with a verb of SMTP, or empty. */
    static Optional<String> nameOfForeign(ByteBuf line) {
        Optional<String> versioned = versionAtTheEnd(line);
        return versioned.isPresent() ? versioned : nameInTable(line);
    }

    private static Optional<String> nameInTable(ByteBuf octets) {
        String line = octets.toString(StandardCharsets.ISO_8859_1);
        for (Row row : TABLE) {
            if (row.pattern.matcher(line).lookingAt()) {
                return Optional.of(row.protocol);
            }
        }
        return Optional.empty();
    }

    /** {@code ... HTTP/1.1} at the end of a line, whatever its first word: RFC 9112 §3, RFC 3261 §7.1, RFC 7826 §5. */
    private static Optional<String> versionAtTheEnd(ByteBuf line) {
        int end = line.writerIndex();
        while (end > line.readerIndex() && isBlank(line.getByte(end - 1))) {
            end--;
        }
        int slash = end;
        while (slash > line.readerIndex() && isVersionOctet(line.getByte(slash - 1))) {
            slash--;
        }
        if (slash == end || slash == line.readerIndex() || line.getByte(slash - 1) != '/') {
            return Optional.empty();
        }
        for (Map.Entry<String, String> versioned : VERSIONED.entrySet()) {
            if (isWordBefore(line, slash - 1, versioned.getKey())) {
                return Optional.of(versioned.getValue());
            }
        }
        return Optional.empty();
    }

    private static boolean isWordBefore(ByteBuf line, int end, String word) {
        int start = end - word.length();
        if (start <= line.readerIndex() || !isBlank(line.getByte(start - 1))) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if (Character.toUpperCase((char) line.getByte(start + i)) != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isBlank(byte octet) {
        return octet == ' ' || octet == '\t' || octet == '\r';
    }

    private static boolean isVersionOctet(byte octet) {
        return octet >= '0' && octet <= '9' || octet == '.';
    }

    private static Row row(String protocol, String start) {
        // sendmail skips white space before a verb, and so do the rules that look for what it would run.
        return new Row(protocol, Pattern.compile("[\\s\\x00\\x0b]*(?:" + start + ")", Pattern.CASE_INSENSITIVE));
    }

    /** A row of the table. */
    private record Row(String protocol, Pattern pattern) {}
}
