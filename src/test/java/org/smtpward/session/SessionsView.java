package org.smtpward.session;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.smtpward.command.Verb;

/**
 * What a session takes the octets for that it sends to the backend: the commands that it has reported, the answers to AUTH and
 * the mail data that it was in.
 */
final class SessionsView extends RecordingLegs {
    /** In order; a command that the session answered itself has no octets. */
    final List<Part> parts = new ArrayList<>();

    private final Supplier<SessionState> state;

    SessionsView(boolean slow, Supplier<SessionState> state) {
        super(slow);
        this.state = state;
    }

    /** What a part is. */
    enum Kind {
        COMMAND,
        ANSWER,
        MAIL_DATA,
        /** The hello on a new connection, of which the client does not hear. */
        AGAIN
    }

    /** A command, an answer or mail data, with its line ends. */
    record Part(Kind kind, Verb verb, StringBuilder octets) {
        boolean isForwarded() {
            return !octets.isEmpty();
        }

        boolean isWhole() {
            boolean line = octets.toString().endsWith("\r\n");
            return kind == Kind.MAIL_DATA
                    ? octets.toString().equals(".\r\n") || octets.toString().endsWith("\r\n.\r\n")
                    : line;
        }

        @Override
        public String toString() {
            return kind + " " + verb + " " + Script.text(octets.toString().getBytes(ISO_8859_1));
        }
    }

    void onCommand(Verb verb) {
        add(Kind.COMMAND, verb);
    }

    @Override
    public void toBackend(ByteBuf octets) {
        Kind kind =
                switch (state.get()) {
                    case SessionState.MailData data -> Kind.MAIL_DATA;
                    case SessionState.AuthExchange auth -> Kind.ANSWER;
                    default -> parts.getLast().kind() == Kind.AGAIN ? Kind.AGAIN : Kind.COMMAND;
                };
        Part last = parts.getLast();
        if (last.kind() != kind || kind == Kind.ANSWER && last.isWhole()) {
            last = add(kind, Verb.UNKNOWN);
        }
        last.octets().append(octets.toString(ISO_8859_1));
        super.toBackend(octets);
    }

    @Override
    public void reconnectBackend() {
        super.reconnectBackend();
        add(Kind.AGAIN, Verb.UNKNOWN);
    }

    private Part add(Kind kind, Verb verb) {
        var part = new Part(kind, verb, new StringBuilder());
        parts.add(part);
        return part;
    }
}
