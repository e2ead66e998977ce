package org.smtpward.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.smtpward.demo.StandIn.Message;

/** What reached the stand-in: every command and message, in the order of arrival. Thread safe. */
final class Journal {
    private final List<String> commands = new ArrayList<>();
    private final List<Message> messages = new ArrayList<>();
    private int openSessions;

    synchronized void onSessionBegins() {
        openSessions++;
    }

    synchronized void onSessionEnds() {
        openSessions--;
        notifyAll();
    }

    synchronized void onCommand(String line) {
        commands.add(line);
    }

    synchronized int onMessage(Message message) {
        messages.add(message);
        notifyAll();
        return messages.size();
    }

    synchronized List<String> commands() {
        return List.copyOf(commands);
    }

    synchronized List<Message> messages() {
        return List.copyOf(messages);
    }

    /** Everything so far. */
    synchronized Excerpt all() {
        return new Excerpt(commands(), messages());
    }

    /** What came after {@code earlier}. */
    synchronized Excerpt since(Excerpt earlier) {
        return new Excerpt(
                commands.subList(earlier.commands().size(), commands.size()),
                messages.subList(earlier.messages().size(), messages.size()));
    }

    /** Waits until there are {@code count} messages. Whether that came true in time. */
    boolean awaitMessages(int count, Duration patience) {
        return await(() -> messages.size() >= count, patience);
    }

    /** Waits until no session is open: then nothing can be added any more. Whether that came true in time. */
    boolean awaitIdle(Duration patience) {
        return await(() -> openSessions == 0, patience);
    }

    private synchronized boolean await(BooleanSupplier condition, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            while (!condition.getAsBoolean()) {
                long millis = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
                if (millis <= 0) {
                    return false;
                }
                wait(millis);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** A part of the journal. */
    record Excerpt(List<String> commands, List<Message> messages) {
        Excerpt {
            commands = List.copyOf(commands);
            messages = List.copyOf(messages);
        }
    }
}
