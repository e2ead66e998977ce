package org.smtpward.admin;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.smtpward.events.RuleEvent;
import org.smtpward.policy.Action;

/** The page for who has no browser, or one without JavaScript: {@code curl http://127.0.0.1:9125/status}. */
final class PlainStatus {
    private static final int MATCHES = 20;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private PlainStatus() {}

    static String of(Overview overview, RecentMatches recent) {
        var text = new StringBuilder();
        appendState(text, overview.state());
        text.append("\nOpen sessions: ")
                .append(overview.sessions().entrySet().stream()
                        .map(listener -> listener.getKey() + ' ' + listener.getValue())
                        .collect(Collectors.joining(", ")))
                .append("\nMails that the backend has taken: ")
                .append(overview.mails())
                .append("\n\n");
        appendRules(text, overview.rules());
        appendMatches(text, recent.since(0, MATCHES).matches());
        return text.toString();
    }

    private static void appendState(StringBuilder text, State state) {
        var line = new ArrayList<String>();
        line.add(state.headline()
                + state.since().map(since -> " since " + time(since)).orElse(""));
        line.addAll(state.facts());
        text.append(String.join(" · ", line)).append('\n');
        state.notes().forEach(note -> text.append("! ").append(note).append('\n'));
    }

    private static void appendRules(StringBuilder text, List<Overview.Rule> rules) {
        text.append("%-20s %-8s %12s %14s %12s %9s%n"
                .formatted("since the start", "mode", "blocked", "made harmless", "would block", "exempt"));
        for (Overview.Rule rule : rules) {
            text.append("%-20s %-8s %12d %14d %12d %9d%n"
                    .formatted(
                            rule.id().label(),
                            rule.mode(),
                            rule.count(Action.BLOCK),
                            rule.count(Action.REWRITE),
                            rule.count(Action.MONITOR),
                            rule.count(Action.EXEMPT)));
        }
    }

    private static void appendMatches(StringBuilder text, List<RecentMatches.Numbered> matches) {
        text.append("\nThe last attempts, the newest first:\n");
        for (RecentMatches.Numbered numbered : matches.reversed()) {
            RuleEvent event = numbered.event();
            text.append("%s  %-13s  %s  %s (%s)"
                    .formatted(
                            time(event.at()),
                            words(event.match().action()),
                            event.clientAddress(),
                            event.match().reason(),
                            event.match().rule().label()));
            if (!event.match().preview().isEmpty()) {
                text.append("  ").append(event.match().preview());
            }
            text.append('\n');
        }
        if (matches.isEmpty()) {
            text.append("none since the start\n");
        }
    }

    private static String words(Action action) {
        return switch (action) {
            case BLOCK -> "blocked";
            case MONITOR -> "would block";
            case REWRITE -> "made harmless";
            case EXEMPT -> "exempt";
        };
    }

    private static String time(Instant at) {
        return TIME.format(at) + " UTC";
    }
}
