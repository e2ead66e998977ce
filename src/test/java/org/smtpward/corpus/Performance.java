package org.smtpward.corpus;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.smtpward.policy.RuleMatch;
import org.smtpward.session.CloseCause;
import org.smtpward.session.SessionSettings;

/**
 * What came of one dialogue.
 *
 * @param commands what the backend has run
 * @param answers what it was told in AUTH exchanges
 * @param messages what it has accepted
 * @param seen what the client has seen
 * @param matches the rules that matched
 * @param cause why our session ended before the client left; empty without one
 * @param progress how things stood before each step of the client, and at the end
 */
record Performance(
        List<String> commands,
        List<String> answers,
        List<Sendmail.Message> messages,
        String seen,
        List<RuleMatch> matches,
        Optional<CloseCause> cause,
        List<Progress> progress) {
    Performance {
        commands = List.copyOf(commands);
        answers = List.copyOf(answers);
        messages = List.copyOf(messages);
        matches = List.copyOf(matches);
        progress = List.copyOf(progress);
    }

    /**
     * How things stood.
     *
     * @param octets how much the client had seen
     * @param matches how many rules had matched
     */
    record Progress(int octets, int matches) {}

    /** Without us. */
    static Performance direct(Case dialogue) {
        var sendmail = new Sendmail(dialogue.options());
        return play(dialogue, new Direct(sendmail), sendmail, Cut.NONE);
    }

    static Performance proxied(Case dialogue, SessionSettings settings) {
        return proxied(dialogue, settings, Cut.NONE);
    }

    static Performance proxied(Case dialogue, SessionSettings settings, Cut cut) {
        var sendmail = new Sendmail(dialogue.options());
        return play(dialogue, new Proxied(sendmail, settings), sendmail, cut);
    }

    private static Performance play(Case dialogue, Connection connection, Sendmail sendmail, Cut cut) {
        var progress = new ArrayList<Progress>();
        int number = 0;
        for (Step step : dialogue.steps()) {
            if (!(step instanceof Step.Segment rushing && !rushing.waits())) {
                connection.settle();
            }
            progress.add(new Progress(connection.seen().length, connection.matches()));
            switch (step) {
                case Step.Segment segment -> {
                    for (byte[] piece : cut.pieces(number, Marked.octets(segment.marked()))) {
                        connection.send(piece);
                        if (cut.isAnsweredBetween()) {
                            connection.settle();
                        }
                    }
                    number++;
                }
                case Step.Handshake handshake -> connection.handshake(handshake);
            }
        }
        connection.settle();
        Optional<CloseCause> cause = connection instanceof Proxied proxied ? proxied.cause : Optional.empty();
        connection.end();
        progress.add(new Progress(connection.seen().length, connection.matches()));
        return new Performance(
                sendmail.commands,
                sendmail.answers,
                sendmail.messages,
                new String(connection.seen(), StandardCharsets.ISO_8859_1),
                connection instanceof Proxied proxied ? proxied.matches : List.of(),
                cause,
                progress);
    }

    /** For messages. */
    @Override
    public String toString() {
        return "%n  commands %s%n  answers  %s%n  messages %s%n  seen     %s%n  matches  %s%n  ended    %s"
                .formatted(
                        commands.stream().map(CaseText::written).toList(),
                        answers.stream().map(CaseText::written).toList(),
                        messages.stream()
                                .map(message -> message.sender() + ": " + CaseText.written(message.text()))
                                .toList(),
                        CaseText.written(seen),
                        matches.stream()
                                .map(match -> match.rule().label() + " "
                                        + match.action().label() + ": " + match.reason())
                                .toList(),
                        cause);
    }
}
