package org.smtpward.sendmail;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A socket that sendmail listens on: {@code O DaemonPortOptions=Name=MSA, Port=587, M=E}. As setdaemonoptions() has it, only the first
 * letter of a key counts.
 *
 * @param line of the file; 0: sendmail's own default, as no line names one
 * @param name for logs and rules
 * @param port number; 0: a service name that is not known here
 * @param address as written; empty: every address of the family
 * @param inet6 Family=inet6, which on Linux takes IPv4 as well when the address is empty or ::
 * @param unix Family=unix or local: no port at all
 * @param modifiers M=, such as E, a, s
 * @param text the value as written
 */
public record DaemonPort(
        int line, String name, int port, String address, boolean inet6, boolean unix, String modifiers, String text) {
    private static final Map<String, Integer> SERVICES =
            Map.of("smtp", 25, "mail", 25, "smtps", 465, "submissions", 465, "submission", 587, "msa", 587);

    static DaemonPort byDefault() {
        return parse(0, "Name=MTA");
    }

    public static DaemonPort parse(int line, String value) {
        var fields = new HashMap<Character, String>();
        for (String field : value.split(",", -1)) {
            int equals = field.indexOf('=');
            String key = equals < 0 ? "" : field.substring(0, equals).strip();
            if (!key.isEmpty()) {
                fields.put(
                        Character.toUpperCase(key.charAt(0)),
                        field.substring(equals + 1).strip());
            }
        }
        String family = fields.getOrDefault('F', "").toLowerCase(Locale.ROOT);
        return new DaemonPort(
                line,
                fields.getOrDefault('N', "Daemon" + line),
                port(fields.getOrDefault('P', "smtp")),
                address(fields.getOrDefault('A', "")),
                family.equals("inet6"),
                family.equals("unix") || family.equals("local"),
                fields.getOrDefault('M', ""),
                value.strip());
    }

    private static int port(String port) {
        if (port.matches("[0-9]{1,5}")) {
            int number = Integer.parseInt(port);
            return number <= 65535 ? number : 0;
        }
        return SERVICES.getOrDefault(port.toLowerCase(Locale.ROOT), 0);
    }

    /** Brackets and sendmail's own prefix for IPv6 are not part of an address. */
    private static String address(String address) {
        String bare = address.startsWith("[") && address.endsWith("]") && address.length() > 1
                ? address.substring(1, address.length() - 1)
                : address;
        return bare.toLowerCase(Locale.ROOT).startsWith("ipv6:") ? bare.substring(5) : bare;
    }

    /** Whether only programs of this machine reach it. */
    public boolean isLoopback() {
        return unix || address.startsWith("127.") || address.equals("::1") || address.equals("localhost");
    }

    public boolean isEveryAddress() {
        return !unix && (address.isEmpty() || address.equals("0.0.0.0") || address.equals("::"));
    }

    /** M=s: TLS from the first octet. */
    public boolean hasImplicitTls() {
        return modifiers.indexOf('s') >= 0;
    }

    /** M=a: AUTH is demanded. */
    public boolean demandsAuth() {
        return modifiers.indexOf('a') >= 0;
    }

    /** I=: its own milters instead of InputMailFilters. */
    public Optional<String> filters() {
        for (String field : text.split(",", -1)) {
            String bare = field.strip();
            if (bare.length() > 1 && (bare.charAt(0) == 'I' || bare.charAt(0) == 'i') && bare.indexOf('=') > 0) {
                return Optional.of(bare.substring(bare.indexOf('=') + 1).strip());
            }
        }
        return Optional.empty();
    }
}
