package org.smtpward.corpus;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.smtpward.corpus.Case.Verdict;

/**
 * Reads a file of the corpus.
 *
 * <pre>
 * attack VERDICT name     begins an attack: blocked, refused or harmless
 * honest name             begins an honest dialogue
 * at PLACE...             it is played at each of these places of a session (places.txt), else at the start
 * twin NAME               the honest dialogue that looks most like it
 * backend OPTION...       in what the backend differs ({@link Sendmail.Option})
 * withstood, reworded     see {@link Case.Trait}
 *
 * say LINE                a command, sent when everything before it has been answered
 * put OCTETS              octets that are no commands: mail data, answers to AUTH; nothing is added to them
 * raw OCTETS              octets of commands to which nothing is added
 * tls [alpn=A,B] [uncovered]   the client's TLS handshake; "uncovered": it asks for a name that no certificate has
 * </pre>
 *
 * {@code +say}, {@code +put}, {@code +raw} stand in the same segment as the step before them, {@code ~say}... in one of their
 * own that does not wait for replies. An exclamation mark behind the word makes all of it payload. What stands before the
 * first dialogue holds for all that do not say otherwise. {@link CaseText} has the escapes; {@code #} begins a comment.
 */
final class CaseFile {
    private final Map<String, List<Step>> places;
    private final List<Case> cases = new ArrayList<>();
    private String name = "";
    private Verdict verdict = Verdict.PASSED;
    private Properties common = new Properties(List.of("start"), "", Set.of(), Set.of());
    private Properties properties = common;
    private List<Step> steps = new ArrayList<>();

    private CaseFile(Map<String, List<Step>> places) {
        this.places = places;
    }

    /** The dialogues in {@code text}, once for each of their {@code places}. */
    static List<Case> parse(String text, Map<String, List<Step>> places) {
        var file = new CaseFile(places);
        text.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).forEach(file::onLine);
        file.endCase();
        return file.cases;
    }

    private void onLine(String line) {
        try {
            String[] words = line.split(" ", 2);
            onLine(words[0], words.length == 2 ? words[1] : "");
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + ": " + line, e);
        }
    }

    private void onLine(String word, String rest) {
        switch (word) {
            case "attack" -> beginCase(rest.substring(rest.indexOf(' ') + 1), verdict(rest.split(" ", 2)[0]));
            case "honest" -> beginCase(rest, Verdict.PASSED);
            case "at" -> set(properties.at(List.of(rest.split(" ", -1))));
            case "twin" -> set(properties.twin(rest));
            case "backend" -> set(properties.options(options(rest)));
            case "withstood", "reworded" -> set(properties.trait(Case.Trait.valueOf(word.toUpperCase(Locale.ROOT))));
            case "tls" -> steps.add(handshake(rest));
            default -> addOctets(word, rest);
        }
    }

    private static Verdict verdict(String word) {
        return Verdict.valueOf(word.toUpperCase(Locale.ROOT));
    }

    private static Set<Sendmail.Option> options(String words) {
        Set<Sendmail.Option> options = EnumSet.noneOf(Sendmail.Option.class);
        for (String word : words.split(" ", -1)) {
            options.add(Sendmail.Option.valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_')));
        }
        return options;
    }

    private void set(Properties changed) {
        properties = changed;
        if (name.isEmpty()) {
            common = changed;
        }
    }

    private void beginCase(String nextName, Verdict nextVerdict) {
        endCase();
        name = nextName;
        verdict = nextVerdict;
        properties = common;
        steps = new ArrayList<>();
    }

    private void endCase() {
        if (name.isEmpty()) {
            return;
        }
        for (String place : properties.at) {
            List<Step> before = places.get(place);
            if (before == null) {
                throw new IllegalArgumentException(name + ": no place " + place);
            }
            var all = new ArrayList<>(before);
            all.addAll(steps);
            if (verdict == Verdict.REFUSED || verdict == Verdict.HARMLESS) {
                all.add(Step.say(Case.PROBE));
            }
            String at = properties.at.size() == 1 ? "" : "@" + place;
            String twin = verdict == Verdict.PASSED ? "" : properties.twin;
            cases.add(new Case(name + at, verdict, twin, properties.options, properties.traits, all));
        }
    }

    private static Step handshake(String words) {
        List<String> alpn = List.of();
        boolean covered = true;
        for (String word : words.replace("!", "").split(" ", -1)) {
            if (word.startsWith("alpn=")) {
                alpn = List.of(word.substring(5).split(",", -1));
            }
            covered &= !word.equals("uncovered");
        }
        return new Step.Handshake(alpn, covered);
    }

    private void addOctets(String word, String written) {
        boolean payload = word.endsWith("!");
        boolean joins = word.startsWith("+");
        boolean rushes = word.startsWith("~");
        String what = word.substring(joins || rushes ? 1 : 0, word.length() - (payload ? 1 : 0));
        String text = CaseText.marked(written) + (what.equals("say") ? "\r\n" : "");
        boolean commands =
                switch (what) {
                    case "say", "raw" -> true;
                    case "put" -> false;
                    default -> throw new IllegalArgumentException("no word of the corpus");
                };
        var piece = new Step.Piece(commands, payload ? Marked.payload(text) : text);
        if (!joins) {
            steps.add(new Step.Segment(!rushes, List.of(piece)));
        } else if (!steps.isEmpty() && steps.removeLast() instanceof Step.Segment before) {
            steps.add(before.and(piece));
        } else {
            throw new IllegalArgumentException("no segment that this could be part of");
        }
    }

    private record Properties(List<String> at, String twin, Set<Sendmail.Option> options, Set<Case.Trait> traits) {
        Properties at(List<String> other) {
            return new Properties(other, twin, options, traits);
        }

        Properties twin(String other) {
            return new Properties(at, other, options, traits);
        }

        Properties options(Set<Sendmail.Option> other) {
            return new Properties(at, twin, other, traits);
        }

        Properties trait(Case.Trait trait) {
            return new Properties(at, twin, options, Set.of(trait));
        }
    }
}
