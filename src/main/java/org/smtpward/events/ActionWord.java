package org.smtpward.events;

import org.smtpward.policy.Action;

/** What was done, as a word that stands in events. */
final class ActionWord {
    private ActionWord() {}

    static String of(Action action) {
        return switch (action) {
            case BLOCK -> "blocked";
            case MONITOR -> "monitored";
            case REWRITE -> "rewritten";
            case EXEMPT -> "exempted";
        };
    }
}
