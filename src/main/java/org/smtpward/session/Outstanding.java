package org.smtpward.session;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.smtpward.command.Verb;
import org.smtpward.reply.Reply;

/** What a coming reply belongs to, or something of ours that waits for its turn. */
sealed interface Outstanding {
    /** The backend owes a reply. */
    sealed interface Owed extends Outstanding {}

    /** We answer, as soon as it is first in line. */
    sealed interface Ours extends Outstanding {}

    Greeting GREETING = new Greeting();
    AuthResponse AUTH_RESPONSE = new AuthResponse(Forwarded.plain(Verb.AUTH));
    BackendStartTls BACKEND_START_TLS = new BackendStartTls();
    NewGreeting NEW_GREETING = new NewGreeting();
    NewHello NEW_HELLO = new NewHello();
    OpeningHello OPENING_HELLO = new OpeningHello();
    OpeningStartTls OPENING_START_TLS = new OpeningStartTls();
    StartTls START_TLS = new StartTls();

    /** The backend's greeting. */
    record Greeting() implements Owed {}

    /**
     * A command of the client, forwarded.
     *
     * @param markup its line if that is not plain, which no reply may repeat, else empty
     * @param watched whether a rule that only watches would have kept it back
     */
    record Forwarded(Verb verb, String markup, boolean watched) implements Owed {
        private static final Map<Verb, Forwarded> PLAIN = Arrays.stream(Verb.values())
                .collect(Collectors.toMap(
                        verb -> verb,
                        verb -> new Forwarded(verb, "", false),
                        (one, other) -> one,
                        () -> new EnumMap<>(Verb.class)));

        /** A command with a plain argument. */
        static Forwarded plain(Verb verb) {
            return Objects.requireNonNull(PLAIN.get(verb));
        }
    }

    /**
     * The end of mail data: its reply decides who has the mail.
     *
     * @param octets octets of mail data, the end included
     */
    record EndOfMailData(long octets) implements Owed {}

    /**
     * A line of an AUTH exchange.
     *
     * @param asked as if it were an AUTH command
     */
    record AuthResponse(Forwarded asked) implements Owed {}

    /** STARTTLS that we sent to the backend; the client does not see the reply. */
    record BackendStartTls() implements Owed {}

    /** The greeting on a new connection to the backend; the client does not see it. */
    record NewGreeting() implements Owed {}

    /** EHLO or HELO said again on a new connection to the backend; the client does not see the reply. */
    record NewHello() implements Owed {}

    /** EHLO of ours before the client is greeted; the client does not see the reply. */
    record OpeningHello() implements Owed {}

    /** STARTTLS of ours before the client is greeted; the client does not see the reply. */
    record OpeningStartTls() implements Owed {}

    /** A command that we refuse. */
    record Refusal(Reply reply) implements Ours {}

    /** The last words of the session. */
    record Farewell(Reply reply, CloseCause cause) implements Ours {}

    /** STARTTLS of the client, which begins when everything before it has been answered. */
    record StartTls() implements Ours {}
}
