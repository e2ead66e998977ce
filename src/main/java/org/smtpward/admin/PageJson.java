package org.smtpward.admin;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.smtpward.config.EffectiveValue;
import org.smtpward.events.RuleEvent;
import org.smtpward.policy.Action;

/** What the page's script reads. Texts of a peer are escaped to ASCII by whoever made the event, and cut here once more. */
final class PageJson {
    /** As much as fits on a screen; the event log has more. */
    private static final int MAX_PEER_CHARACTERS = 160;

    private static final String CUT = "...";

    private PageJson() {}

    static JsonObject overview(Overview overview, LastHour hour) {
        var rules = new JsonArray();
        overview.rules().forEach(rule -> rules.add(rule(rule)));
        var sessions = new JsonObject();
        overview.sessions().forEach(sessions::put);
        var counts = new JsonObject();
        for (Action action : Action.values()) {
            var minutes = new JsonArray();
            for (long count : hour.counts(action)) {
                minutes.add(count);
            }
            counts.put(action.label(), minutes);
        }
        return new JsonObject()
                .put("state", state(overview.state()))
                .put("rules", rules)
                .put("sessions", sessions)
                .put("mails", overview.mails())
                .put("hour", counts);
    }

    static JsonObject matches(RecentMatches.Batch batch) {
        var matches = new JsonArray();
        batch.matches().forEach(match -> matches.add(match(match)));
        return new JsonObject().put("matches", matches).put("leftOut", batch.leftOut());
    }

    static JsonArray configuration(List<EffectiveValue> values) {
        var rows = new JsonArray();
        for (EffectiveValue value : values) {
            rows.add(new JsonObject()
                    .put("key", value.key())
                    .put("value", value.value())
                    .put("origin", value.origin())
                    .put("default", value.isDefault()));
        }
        return rows;
    }

    private static JsonObject state(State state) {
        var json = new JsonObject()
                .put("level", state.level().label())
                .put("headline", state.headline())
                .put("facts", new JsonArray(state.facts()))
                .put("notes", new JsonArray(state.notes()));
        state.since().ifPresent(since -> json.put("since", since.toEpochMilli()));
        return json;
    }

    private static JsonObject rule(Overview.Rule rule) {
        var json = new JsonObject()
                .put("rule", rule.id().label())
                .put("advisory", rule.id().advisory())
                .put("mode", rule.mode());
        for (Map.Entry<Action, Long> count : rule.counts().entrySet()) {
            json.put(count.getKey().label(), count.getValue());
        }
        return json;
    }

    private static JsonObject match(RecentMatches.Numbered numbered) {
        RuleEvent event = numbered.event();
        var json = new JsonObject()
                .put("n", numbered.number())
                .put("at", event.at().toEpochMilli())
                .put("rule", event.match().rule().label())
                .put("advisory", event.match().rule().advisory())
                .put("action", event.match().action().label())
                .put("phase", event.match().phase().label())
                .put("why", event.match().reason())
                .put("seen", event.match().preview())
                .put("session", event.session())
                .put("listener", event.listener())
                .put("client", event.clientAddress())
                .put("port", event.clientPort())
                .put("alpn", cut(String.join(", ", event.alpn())));
        event.tlsVersion().ifPresent(version -> json.put("tls", version));
        event.serverName().ifPresent(name -> json.put("sni", cut(name)));
        event.verifiedClient().ifPresent(name -> json.put("verified", cut(name)));
        return json;
    }

    private static String cut(String text) {
        return text.length() <= MAX_PEER_CHARACTERS ? text : text.substring(0, MAX_PEER_CHARACTERS) + CUT;
    }
}
