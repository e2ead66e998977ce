package org.smtpward.corpus;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;

/** Other steps around the same: honest commands between, other segments, TLS before. */
final class StepMutations {
    /** Nothing has to wait for the reply to these (RFC 2920 §3.1). */
    private static final Set<String> NEED_NO_REPLY = Set.of("NOOP", "RSET", "MAIL", "RCPT", "VRFY", "EXPN", "HELP");

    /** Before these nobody is in a transaction, or will not be for long. */
    private static final Set<String> BEGIN_ANEW = Set.of("MAIL", "EHLO", "HELO", "QUIT", "STARTTLS");

    private static final List<List<Step>> ANYWHERE = List.of(
            List.of(Step.say("NOOP")),
            List.of(Step.say("NOOP between")),
            List.of(Step.say("HELP")),
            List.of(Step.say("NOOP"), Step.say("NOOP")));

    private static final List<List<Step>> BETWEEN_TRANSACTIONS = List.of(
            List.of(Step.say("RSET")),
            List.of(Step.say("EHLO again.example")),
            List.of(Step.say("HELO again.example"), Step.say("EHLO again.example")),
            List.of(
                    Step.say("EHLO again.example"),
                    Step.say("MAIL FROM:<between@client.example> SIZE=99"),
                    Step.say("RCPT TO:<between@example.test>"),
                    Step.say("DATA"),
                    Step.put("Subject: between\r\n\r\nGET / HTTP/1.1\r\n..\r\n.\r\n")),
            List.of(
                    Step.say("EHLO again.example"),
                    Step.say("MAIL FROM:<between@client.example>")
                            .and(new Step.Piece(true, "RCPT TO:<nobody@example.test>\r\n"))
                            .and(new Step.Piece(true, "RSET\r\n"))),
            List.of(Step.say("EHLO again.example"), Step.say("VRFY bob"), Step.say("AUTH LOGIN"), Step.put("*\r\n")));

    private StepMutations() {}

    /** Honest commands where commands are expected. */
    static Case insertion(Case dialogue, Random random) {
        List<Integer> points = new ArrayList<>();
        for (int i = 0; i < dialogue.steps().size(); i++) {
            if (dialogue.steps().get(i) instanceof Step.Segment segment
                    && (i == 0 ? segment.waits() : isInnocent(segment))) {
                points.add(i);
            }
        }
        if (points.isEmpty()) {
            return dialogue;
        }
        int point = points.get(random.nextInt(points.size()));
        boolean mayAnew = !dialogue.options().contains(Sendmail.Option.TLS_REQUIRED);
        boolean anew = mayAnew
                && (point == 0
                        || BEGIN_ANEW.contains(
                                verb((Step.Segment) dialogue.steps().get(point))));
        List<List<Step>> choice = anew && random.nextInt(4) > 0 ? BETWEEN_TRANSACTIONS : ANYWHERE;
        var steps = new ArrayList<>(dialogue.steps());
        steps.addAll(point, choice.get(random.nextInt(choice.size())));
        return dialogue.with("+insertion", steps);
    }

    /** The same inside TLS. */
    static Case tlsBefore(Case dialogue, Random random) {
        boolean hasOwn = dialogue.steps().stream()
                .anyMatch(step -> step instanceof Step.Handshake
                        || step instanceof Step.Segment segment
                                && segment.marked().toUpperCase(Locale.ROOT).contains("STARTTLS"));
        if (hasOwn || dialogue.steps().getFirst() instanceof Step.Segment first && !first.waits()) {
            return dialogue;
        }
        var steps = new ArrayList<Step>();
        if (random.nextBoolean()) {
            steps.add(Step.say("EHLO clear.example"));
        }
        steps.add(Step.say(random.nextBoolean() ? "STARTTLS" : "StartTLS"));
        steps.add(Step.Handshake.PLAIN);
        steps.add(Step.say("EHLO tls.example"));
        steps.addAll(dialogue.steps());
        return dialogue.with("+tls", steps);
    }

    /** Commands that need not wait for each other, in one segment. */
    static Case join(Case dialogue, Random random) {
        var steps = new ArrayList<Step>();
        for (Step step : dialogue.steps()) {
            boolean joins = !steps.isEmpty()
                    && steps.getLast() instanceof Step.Segment before
                    && step instanceof Step.Segment segment
                    && mayGoOn(before)
                    && segment.beginsWithCommand()
                    && random.nextInt(4) > 0;
            if (joins) {
                var joined = (Step.Segment) steps.removeLast();
                for (Step.Piece piece : ((Step.Segment) step).pieces()) {
                    joined = joined.and(piece);
                }
                steps.add(joined);
            } else {
                steps.add(step);
            }
        }
        return dialogue.with("+join", steps);
    }

    /** Each command in a segment of its own, sent when the one before it has been answered. */
    static Case part(Case dialogue, Random random) {
        var steps = new ArrayList<Step>();
        for (Step step : dialogue.steps()) {
            if (!(step instanceof Step.Segment segment)) {
                steps.add(step);
                continue;
            }
            var part =
                    new Step.Segment(segment.waits(), List.of(segment.pieces().getFirst()));
            for (int i = 1; i < segment.pieces().size(); i++) {
                if (needsNoReply(segment.pieces().get(i - 1)) && random.nextInt(4) > 0) {
                    steps.add(part);
                    part = new Step.Segment(true, List.of(segment.pieces().get(i)));
                } else {
                    part = part.and(segment.pieces().get(i));
                }
            }
            steps.add(part);
        }
        return dialogue.with("+part", steps);
    }

    private static boolean isInnocent(Step.Segment segment) {
        String marked = segment.marked();
        return segment.waits() && segment.beginsWithCommand() && marked.charAt(0) != Marked.OPEN;
    }

    /** No command in it has to be the last of its group. */
    private static boolean mayGoOn(Step.Segment segment) {
        return segment.pieces().getLast().commands()
                && segment.pieces().stream().allMatch(piece -> !piece.commands() || needsNoReply(piece));
    }

    private static boolean needsNoReply(Step.Piece piece) {
        return piece.commands() && piece.marked().endsWith("\n") && NEED_NO_REPLY.contains(verb(piece.marked()));
    }

    private static String verb(Step.Segment segment) {
        return verb(segment.marked());
    }

    private static String verb(String line) {
        return line.split("[ \\t\\r\\n]", 2)[0].toUpperCase(Locale.ROOT);
    }
}
