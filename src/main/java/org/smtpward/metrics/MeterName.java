package org.smtpward.metrics;

import static org.smtpward.metrics.MeterType.COUNTER;
import static org.smtpward.metrics.MeterType.GAUGE;
import static org.smtpward.metrics.MeterType.HISTOGRAM;
import static org.smtpward.metrics.MeterType.INFO;

import java.util.List;

/**
 * The catalogue: every meter that is ours, under the name it has in a scrape. {@code docs/metrics.md} has the same table,
 * and a test holds the two together.
 */
public enum MeterName {
    CONNECTIONS(
            "smtpward_connections_total",
            COUNTER,
            "connections",
            "Client connections, admitted or turned away at the door.",
            "listener",
            "result"),
    CONNECTIONS_LIMIT(
            "smtpward_connections_limit",
            GAUGE,
            "connections",
            "How many client connections there may be at a time, over all listeners."),
    SESSIONS_ACTIVE("smtpward_sessions_active", GAUGE, "sessions", "Sessions that are open now.", "listener"),
    SESSIONS_CLOSED("smtpward_sessions_closed_total", COUNTER, "sessions", "Sessions that ended, by why.", "cause"),
    SESSION_DURATION("smtpward_session_seconds", HISTOGRAM, "seconds", "How long sessions lasted."),
    COMMANDS(
            "smtpward_commands_total",
            COUNTER,
            "commands",
            "Commands decoded, the refused ones included.",
            "verb",
            "phase"),
    RULE_MATCHES(
            "smtpward_rule_matches_total",
            COUNTER,
            "matches",
            "Matches of rules, by what was done about them.",
            "rule",
            "action",
            "phase"),
    REPLIES("smtpward_replies_total", COUNTER, "replies", "Replies sent to clients, our own included.", "class"),
    REPLIES_REWRITTEN(
            "smtpward_replies_rewritten_total",
            COUNTER,
            "replies",
            "Replies of the backend that clients saw changed.",
            "rewriter"),
    MESSAGES("smtpward_messages_total", COUNTER, "messages", "Mail data begun, by what became of it.", "result"),
    OCTETS("smtpward_octets_total", COUNTER, "octets", "Octets of SMTP, without TLS around them.", "leg"),
    TLS_HANDSHAKES(
            "smtpward_tls_handshakes_total",
            COUNTER,
            "handshakes",
            "TLS handshakes, and what kept one with the backend from being made.",
            "side",
            "version",
            "result"),
    CERTIFICATE_EXPIRY(
            "smtpward_tls_certificate_expiry_timestamp_seconds",
            GAUGE,
            "seconds since 1970",
            "When a configured certificate expires.",
            "name"),
    BACKEND_UP("smtpward_backend_up", GAUGE, "1 or 0", "Whether the last try to reach the backend succeeded."),
    BACKEND_CONNECT(
            "smtpward_backend_connect_seconds",
            HISTOGRAM,
            "seconds",
            "How long connecting to the backend took, when it succeeded."),
    EVENTS_DROPPED(
            "smtpward_events_dropped_total",
            COUNTER,
            "events",
            "Events that were lost because the event log could not keep up."),
    REDIS_UP("smtpward_redis_up", GAUGE, "1 or 0", "Whether Redis answered when it was asked last."),
    REDIS_FAILURES(
            "smtpward_redis_failures_total",
            COUNTER,
            "failures",
            "How often Redis was asked in vain: limits count here alone then, known bans stay."),
    NODES("smtpward_nodes", GAUGE, "nodes", "Nodes that count together, this one included."),
    BANS("smtpward_bans", GAUGE, "bans", "Bans of the site that are in force here."),
    CONFIG_RELOAD(
            "smtpward_config_last_reload_successful",
            GAUGE,
            "1 or 0",
            "Whether the configuration that was read last is the one in use."),
    EVENT_LOOP_LAG(
            "smtpward_event_loop_lag_seconds",
            HISTOGRAM,
            "seconds",
            "How late event loops ran a task that was due: what every session waits."),
    BUILD("smtpward_build_info", INFO, "1", "Which build this is.", "version", "revision", "java");

    private final String exported;
    private final MeterType type;
    private final String unit;
    private final String help;
    private final List<String> labels;

    MeterName(String exported, MeterType type, String unit, String help, String... labels) {
        this.exported = exported;
        this.type = type;
        this.unit = unit;
        this.help = help;
        this.labels = List.of(labels);
    }

    /** The name of the metric family in a scrape. */
    public String exported() {
        return exported;
    }

    /** What kind of number it is. */
    public MeterType type() {
        return type;
    }

    /** What one is. */
    public String unit() {
        return unit;
    }

    /** What it means, in one sentence. */
    public String help() {
        return help;
    }

    /** Its label names, in order. */
    public List<String> labels() {
        return labels;
    }

    /** The name to register: Micrometer adds the suffix of the type by itself, and knows an info by a dot. */
    String registered() {
        return switch (type) {
            case COUNTER -> without("_total");
            case HISTOGRAM -> without("_seconds");
            case INFO -> without("_info") + ".info";
            case GAUGE -> exported;
        };
    }

    private String without(String suffix) {
        if (!exported.endsWith(suffix)) {
            throw new IllegalStateException(exported + " must end in " + suffix);
        }
        return exported.substring(0, exported.length() - suffix.length());
    }
}
