package org.smtpward.demo;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.smtpward.config.HostPort;

/**
 * Where a play is played: a mail server, bare or behind smtpward.
 *
 * @param address where the client connects
 * @param journal what reached the server in the end; empty: it is a real one and only its replies tell
 * @param recipient whom the honest mail is for
 */
record Stage(HostPort address, Optional<Journal> journal, String recipient) {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Journal.Excerpt NOTHING = new Journal.Excerpt(List.of(), List.of());
    private static final Pattern ALERT = Pattern.compile("fatal alert: (\\w+)");

    /** Whether mail may be accepted that is not honest. */
    boolean isPretended() {
        return journal.isPresent();
    }

    Outcome perform(Play play) {
        Journal.Excerpt before = journal.map(Journal::all).orElse(NOTHING);
        try (Caller caller = Caller.connect(address)) {
            String end = end(play.script(), caller);
            // What was sent has reached the server only when the connection behind the proxy has ended too.
            caller.close();
            if (!journal.map(all -> all.awaitIdle(PATIENCE)).orElse(true)) {
                return new Outcome(play.kind() != Play.Kind.HONEST, "unclear: a session stays open");
            }
            Journal.Excerpt reached = journal.map(all -> all.since(before)).orElse(NOTHING);
            return play.judge()
                    .judge(new Evidence(caller.replies(), caller.repliesToAttack(), end, isPretended(), reached));
        } catch (IOException e) {
            return Outcome.failed("no connection: " + e.getMessage());
        }
    }

    /** How the dialogue ended, in words, if it was not as the script wanted it. */
    private String end(Play.Script script, Caller caller) {
        try {
            script.play(caller, this);
            return "closed without a reply";
        } catch (SocketTimeoutException e) {
            return "no reply, connection left open";
        } catch (EOFException e) {
            return "closed without a reply";
        } catch (IOException e) {
            String message = String.valueOf(e.getMessage());
            Matcher alert = ALERT.matcher(message);
            return alert.find() ? "TLS alert " + alert.group(1) : message;
        }
    }
}
