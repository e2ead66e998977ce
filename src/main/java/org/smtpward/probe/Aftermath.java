package org.smtpward.probe;

import java.util.List;
import java.util.Optional;

/**
 * What came of something that was sent.
 *
 * @param end what came instead of another reply; empty when no more were waited for
 */
record Aftermath(List<Heard.Reply> replies, Optional<Heard> end) {
    Aftermath {
        replies = List.copyOf(replies);
    }

    /** How many commands were carried out. */
    long carriedOut() {
        return replies.stream().filter(Heard.Reply::isCarriedOut).count();
    }

    /** Whether the server left us without an answer instead of refusing or leaving. */
    boolean isUnclear() {
        return end.map(heard -> switch (heard) {
                    case Heard.Reply reply -> false;
                    case Heard.Closed closed -> false;
                    case Heard.Silence silence -> true;
                    case Heard.Nonsense nonsense -> true;
                })
                .orElse(false);
    }

    /** The reply that says most: the last before the connection was closed, else the first. */
    String shown() {
        if (isUnclear() || replies.isEmpty()) {
            return end.map(Heard::shown).orElse("nothing");
        }
        return end.isPresent() ? replies.getLast().shown() : replies.getFirst().shown();
    }
}
