package org.smtpward.corpus;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.smtpward.policy.Action;
import org.smtpward.policy.RuleMatch;
import org.smtpward.session.CloseCause;

/** Says what is wrong with the way a dialogue went. */
final class Judge {
    /** From there nobody sends honest mail. */
    private static final String ATTACKERS_DOMAIN = "@attacker.example";

    /** Shorter lines of a payload may come back by chance. */
    private static final int SHORTEST_LINE = 8;

    /** The octets of a tag that are enough to know it. */
    private static final int TAG = 5;

    private static final Set<CloseCause> BLOCKED = Set.of(CloseCause.BLOCKED, CloseCause.TOO_MANY_BAD_COMMANDS);

    private Judge() {}

    /** What is wrong with {@code played}; empty when the verdict holds. */
    static List<String> complaints(Case dialogue, Performance played) {
        var complaints = new ArrayList<String>();
        if (!dialogue.isAttack()) {
            complaints.addAll(differences(dialogue, direct(dialogue.withoutPayload()), played));
            return complaints;
        }
        complaints.addAll(damage(dialogue, played));
        boolean probed = played.commands().stream().anyMatch(Judge::isProbe);
        boolean closed = played.cause().filter(BLOCKED::contains).isPresent();
        switch (dialogue.verdict()) {
            case BLOCKED -> {
                if (!closed) {
                    complaints.add("the session was not closed");
                }
            }
            case REFUSED, HARMLESS -> {
                if (!probed || played.cause().isPresent()) {
                    complaints.add("the session does not go on");
                }
            }
            case PASSED -> throw new IllegalArgumentException("no verdict on an attack");
        }
        switch (dialogue.verdict()) {
            case REFUSED -> refusal(played).ifPresent(complaints::add);
            case HARMLESS -> loss(dialogue, played).ifPresent(complaints::add);
            case BLOCKED, PASSED -> {}
        }
        return complaints;
    }

    private static boolean isProbe(String command) {
        return command.strip().replaceAll("\\s+", " ").equalsIgnoreCase(Case.PROBE);
    }

    /** The harm that an attack has done. */
    static List<String> damage(Case attack, Performance played) {
        var damage = new ArrayList<String>();
        firstUninvited(attack.innocentCommands(), played.commands())
                .ifPresent(command -> damage.add("the backend ran " + CaseText.written(command)));
        for (Sendmail.Message message : played.messages()) {
            if (message.sender().toLowerCase(Locale.ROOT).endsWith(ATTACKERS_DOMAIN)) {
                damage.add("a message from " + message.sender() + " was accepted");
            }
        }
        for (String payload : attack.payloads()) {
            for (String fragment : fragments(payload)) {
                if (played.seen().contains(fragment)) {
                    damage.add("a reply repeats " + CaseText.written(fragment));
                }
                if (played.answers().stream().anyMatch(answer -> answer.contains(fragment))) {
                    damage.add("the backend was told in AUTH " + CaseText.written(fragment));
                }
            }
        }
        return damage;
    }

    /** The first command that is not the next of those that the client may say, some of which may have been refused. */
    private static Optional<String> firstUninvited(List<String> innocent, List<String> commands) {
        int next = 0;
        for (String command : commands) {
            // STARTTLS is between us and the backend, and has no argument.
            if (command.equals("STARTTLS")) {
                continue;
            }
            while (next < innocent.size() && !isFormOf(innocent.get(next), command)) {
                next++;
            }
            if (next++ == innocent.size()) {
                return Optional.of(command);
            }
        }
        return Optional.empty();
    }

    /** A command may have lost what is payload in it, but nothing else. */
    private static boolean isFormOf(String marked, String command) {
        return command.equals(Marked.text(marked)) || command.equals(Marked.withoutPayload(marked));
    }

    /** What must not come back: tags, control octets, and whole lines. */
    private static List<String> fragments(String payload) {
        var fragments = new ArrayList<String>();
        for (String line : payload.split("[\r\n]+", -1)) {
            if (line.length() >= SHORTEST_LINE) {
                fragments.add(line);
            }
            for (int i = 0; i < line.length(); i++) {
                char octet = line.charAt(i);
                if (octet == '<' && i + TAG <= line.length()) {
                    fragments.add(line.substring(i, i + TAG));
                } else if (octet < ' ' && octet != '\t' && i + 2 <= line.length()) {
                    fragments.add(line.substring(i, i + 2));
                }
            }
        }
        return fragments;
    }

    private static Optional<String> refusal(Performance played) {
        boolean refused = Replies.of(played.seen()).stream().anyMatch(reply -> reply.charAt(0) >= '4');
        return refused ? Optional.empty() : Optional.of("nothing was refused");
    }

    /** What was smuggled in as mail data is still there: as text. */
    private static Optional<String> loss(Case attack, Performance played) {
        for (Step step : attack.steps()) {
            if (step instanceof Step.Segment segment && !segment.beginsWithCommand()) {
                for (String payload : Marked.payloads(segment.marked())) {
                    for (String line : payload.split("[\r\n\0]+", -1)) {
                        boolean found = played.messages().stream()
                                .anyMatch(message -> message.text().contains(line));
                        if (!line.equals(".") && !found) {
                            return Optional.of("no message has " + CaseText.written(line));
                        }
                    }
                }
            }
        }
        return Optional.empty();
    }

    /** In what an honest dialogue with us differs from one without us. */
    private static List<String> differences(Case dialogue, Performance direct, Performance played) {
        var differences = new ArrayList<String>();
        compare("commands", withoutStartTls(direct.commands()), withoutStartTls(played.commands()), differences);
        compare("answers", direct.answers(), played.answers(), differences);
        compare("messages", direct.messages(), played.messages(), differences);
        if (dialogue.is(Case.Trait.REWORDED)) {
            compare("codes", Replies.codes(direct.seen()), Replies.codes(played.seen()), differences);
        } else {
            compare("replies", Replies.comparable(direct.seen()), Replies.comparable(played.seen()), differences);
        }
        boolean mayMatch =
                dialogue.is(Case.Trait.REWORDED) || !dialogue.payloads().isEmpty();
        played.matches().stream()
                .map(RuleMatch::action)
                .filter(action -> action == Action.BLOCK || action == Action.REWRITE && !mayMatch)
                .forEach(action -> differences.add("a rule matched"));
        return differences;
    }

    /** What an honest client sees without us. We offer STARTTLS whatever the backend has, so here it has it. */
    private static Performance direct(Case honest) {
        var options = EnumSet.noneOf(Sendmail.Option.class);
        options.addAll(honest.options());
        options.remove(Sendmail.Option.WITHOUT_STARTTLS);
        return Performance.direct(honest.with(options));
    }

    /** STARTTLS is between us and the backend, which may not hear of it. */
    private static List<String> withoutStartTls(List<String> commands) {
        return commands.stream()
                .filter(command -> !command.strip().equalsIgnoreCase("STARTTLS"))
                .toList();
    }

    private static void compare(String what, Object expected, Object actual, List<String> differences) {
        if (!expected.equals(actual)) {
            differences.add(what + " without us: " + CaseText.written(expected.toString()) + ", with us: "
                    + CaseText.written(actual.toString()));
        }
    }
}
