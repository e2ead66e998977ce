package org.smtpward.admin;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.smtpward.config.EffectiveValue;
import org.smtpward.events.RuleEvent;
import org.smtpward.metrics.Meters;
import org.smtpward.policy.Action;
import org.smtpward.policy.Mode;
import org.smtpward.policy.Phase;
import org.smtpward.policy.RuleId;
import org.smtpward.policy.RuleMatch;

/** What an admin server could have to show, without the proxy around it. */
public final class Samples {
    public final AtomicReference<State> state = new AtomicReference<>(new State(
            State.Level.GOOD,
            "Protecting 10.0.0.5:25",
            Optional.empty(),
            List.of("backend answers", "certificate valid 63 days", "enforcing, 1 rule watching"),
            List.of()));
    public final AtomicReference<Supplier<List<String>>> problems = new AtomicReference<>(List::of);
    public final AtomicReference<List<String>> warnings = new AtomicReference<>(List.of());
    public final AtomicReference<List<EffectiveValue>> values = new AtomicReference<>(List.of());
    public final RecentMatches matches = new RecentMatches();
    public final AtomicLong nanos = new AtomicLong();
    /** Those that have asked. */
    public final Set<String> threads = ConcurrentHashMap.newKeySet();

    public final LastHour hour = new LastHour(nanos::get);
    public final Map<RuleId, Map<Action, Long>> counts = new EnumMap<>(RuleId.class);

    /** All of it, counted into {@code meters}. */
    public Sources sources(Meters meters) {
        return new Sources(
                meters, () -> problems.get().get(), warnings::get, this::overview, values::get, matches, hour);
    }

    /** Somebody tries something. */
    public void happens(RuleEvent event) {
        counts.computeIfAbsent(event.match().rule(), rule -> new EnumMap<>(Action.class))
                .merge(event.match().action(), 1L, Long::sum);
        hour.count(event.match().action());
        matches.add(event);
    }

    /** A browser's request, as it looks in the clear. */
    public static RuleEvent blocked(String preview) {
        return event(RuleId.FOREIGN_PROTOCOL, Action.BLOCK, "looks like an HTTP request", preview, "192.0.2.7");
    }

    public static RuleEvent event(RuleId rule, Action action, String reason, String preview, String client) {
        return new RuleEvent(
                Instant.parse("2026-03-04T05:06:07Z"),
                new RuleMatch(rule, action, Phase.CLEAR, reason, preview),
                "a1b2c3",
                "smtp",
                client,
                40_000,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    private Overview overview() {
        threads.add(Thread.currentThread().getName());
        var rules = new ArrayList<Overview.Rule>();
        for (RuleId rule : RuleId.values()) {
            Mode mode = rule == RuleId.SNI ? Mode.MONITOR : Mode.ENFORCE;
            rules.add(new Overview.Rule(rule, mode.label(), counts.getOrDefault(rule, Map.of())));
        }
        return new Overview(state.get(), rules, Map.of("smtp", 11, "submission", 3), 12_345);
    }
}
