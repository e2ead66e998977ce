package org.smtpward.sendmail;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The features that look at the client and are on in a sendmail.cf. They are known by what FEATURE() leaves behind: map definitions,
 * rules and options; comments do not count. Source: cf/feature/*.m4 and cf/m4/proto.m4, 8.15.2 to 8.18.1.
 */
public final class ClientFeatures {
    /** A look-up of the address turned round, as dnsbl and enhdnsbl do it: {@code $(dnsbl $4.$3.$2.$1.zen.example.org. $: OK $)}. */
    private static final Pattern BLACKLIST =
            Pattern.compile("\\$\\([A-Za-z0-9_.-]+ +\\$4\\.\\$3\\.\\$2\\.\\$1\\.?([^ $]*)");

    private static final Pattern REFUSES_NAMELESS = Pattern.compile("\\$\\| ?(FAIL|TEMP|FORGED)$");

    private ClientFeatures() {}

    /**
     * A feature that is on.
     *
     * @param line where it is recognised; 0: not in this file
     * @param detail such as the blacklist or the milter, as the file has it; empty: none
     */
    public record Found(ClientFeature feature, int line, String detail) {
        /** For a terminal: the feature, its detail and its line. */
        public String title() {
            String text = feature.label() + (detail.isEmpty() ? "" : " " + Printable.of(detail));
            return line == 0 ? text : text + " (line " + line + ")";
        }
    }

    /** Each once; of blacklists and milters each one. In the order of {@link ClientFeature}. */
    public static List<Found> of(SendmailCf cf) {
        var found = new ArrayList<Found>();
        cf.map("access").ifPresent(map -> found.add(new Found(ClientFeature.ACCESS_MAP, map.line(), source(map))));
        blacklists(cf, found);
        requireRdns(cf, found);
        first(cf, rule -> rule.right().contains("$&{client_rate}"), ClientFeature.RATE_CONTROL, found);
        first(cf, rule -> rule.right().contains("$&{client_connections}"), ClientFeature.CONNECTION_CONTROL, found);
        cf.option("ConnectionRateThrottle", (char) 0)
                .filter(value -> !value.matches("0*"))
                .ifPresent(value -> found.add(
                        new Found(ClientFeature.CONNECTION_RATE_THROTTLE, cf.lineOf("ConnectionRateThrottle"), value)));
        first(cf, rule -> rule.ruleset().equals("greet_pause"), ClientFeature.GREET_PAUSE, found);
        first(cf, rule -> rule.right().contains("$&{client_ptr}"), ClientFeature.CLIENT_PTR, found);
        first(cf, rule -> rule.ruleset().equals("Local_check_relay"), ClientFeature.LOCAL_RULES, found);
        for (Milter milter : cf.milters()) {
            String where = milter.socket().isEmpty() ? "" : ", " + milter.socket();
            found.add(new Found(ClientFeature.MILTER, milter.line(), milter.name() + where));
        }
        return List.copyOf(found);
    }

    private static String source(MapDefinition map) {
        return map.type() + map.file().map(file -> " " + file).orElse("");
    }

    private static void blacklists(SendmailCf cf, List<Found> found) {
        Set<String> zones = new LinkedHashSet<>();
        for (Rule rule : cf.rules()) {
            Matcher matcher = BLACKLIST.matcher(rule.right());
            if (matcher.find() && zones.add(matcher.group(1))) {
                String zone = matcher.group(1);
                String bare = zone.endsWith(".") ? zone.substring(0, zone.length() - 1) : zone;
                found.add(new Found(ClientFeature.DNSBL, rule.line(), bare));
            }
        }
    }

    /** Every sendmail.cf has rules for clients without a name that want to relay; only require_rdns has some for all clients. */
    private static void requireRdns(SendmailCf cf, List<Found> found) {
        Set<String> asking = cf.rules().stream()
                .filter(rule -> rule.right().contains("$&{client_addr} $| $&{client_resolve}"))
                .map(Rule::ruleset)
                .collect(Collectors.toSet());
        first(
                cf,
                rule -> asking.contains(rule.ruleset())
                        && rule.right().startsWith("$#error")
                        && REFUSES_NAMELESS.matcher(rule.left()).find(),
                ClientFeature.REQUIRE_RDNS,
                found);
    }

    private static void first(SendmailCf cf, Predicate<Rule> is, ClientFeature feature, List<Found> found) {
        cf.rules().stream().filter(is).findFirst().ifPresent(rule -> found.add(new Found(feature, rule.line(), "")));
    }
}
