package org.smtpward.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntPredicate;

/** What clients and backend know of each message, and what was done wrong. Thread safe. */
final class Journal {
    private final AtomicIntegerArray sentWhole;
    private final AtomicIntegerArray acknowledged;
    private final AtomicIntegerArray accepted;
    private final AtomicIntegerArray torn;
    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

    Journal(int messages) {
        sentWhole = new AtomicIntegerArray(messages);
        acknowledged = new AtomicIntegerArray(messages);
        accepted = new AtomicIntegerArray(messages);
        torn = new AtomicIntegerArray(messages);
    }

    /** A client is about to send the end of its mail data. */
    void onSentWhole(int message) {
        sentWhole.incrementAndGet(message);
    }

    /** A client has a 2yz as reply to its mail data. */
    void onAcknowledged(int message) {
        acknowledged.incrementAndGet(message);
    }

    /** The backend has seen the end of mail data and takes the message; {@code whole} if it is what a client sends. */
    void onAccepted(int message, boolean whole) {
        accepted.incrementAndGet(message);
        if (!whole) {
            torn.incrementAndGet(message);
        }
    }

    void count(String what) {
        counts.computeIfAbsent(what, one -> new LongAdder()).increment();
    }

    Map<String, Long> counts() {
        var now = new TreeMap<String, Long>();
        counts.forEach((what, count) -> now.put(what, count.sum()));
        return now;
    }

    int messages() {
        return accepted.length();
    }

    /** The client has its 2yz, the backend no message. */
    List<Integer> lost() {
        return where(message -> acknowledged.get(message) > accepted.get(message));
    }

    /** The backend has it more often than clients sent it. */
    List<Integer> doubled() {
        return where(message -> accepted.get(message) > sentWhole.get(message));
    }

    /** The backend has something else than what clients sent. */
    List<Integer> torn() {
        return where(message -> torn.get(message) > 0);
    }

    List<Integer> unacknowledged() {
        return where(message -> acknowledged.get(message) == 0);
    }

    /** The client sent it again since it had no reply: no fault of ours. */
    int acceptedAgain() {
        return where(message -> accepted.get(message) > 1).size();
    }

    /** A line for people. */
    String figures() {
        return "messages=%d lost=%d doubled=%d torn=%d unacknowledged=%d accepted-again=%d\n  %s"
                .formatted(
                        messages(),
                        lost().size(),
                        doubled().size(),
                        torn().size(),
                        unacknowledged().size(),
                        acceptedAgain(),
                        counts());
    }

    private List<Integer> where(IntPredicate wrong) {
        var found = new ArrayList<Integer>();
        for (int message = 0; message < messages(); message++) {
            if (wrong.test(message)) {
                found.add(message);
            }
        }
        return found;
    }
}
