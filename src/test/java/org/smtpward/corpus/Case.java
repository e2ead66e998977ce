package org.smtpward.corpus;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One dialogue of the corpus, told from the client's side.
 *
 * @param name unique
 * @param verdict how it has to end
 * @param twin the honest dialogue that looks most like this attack; empty for an honest one
 * @param options in what the backend differs
 * @param traits what is to be known of it
 * @param steps what the client does
 */
record Case(
        String name, Verdict verdict, String twin, Set<Sendmail.Option> options, Set<Trait> traits, List<Step> steps) {
    /** How a dialogue ends. */
    enum Verdict {
        /** An attack: the session has been closed. */
        BLOCKED,
        /** An attack: it was answered with an error, and the session goes on. */
        REFUSED,
        /** An attack: it reached the backend, but as something that harms nobody, and the session goes on. */
        HARMLESS,
        /** An honest dialogue: nobody noticed us. */
        PASSED
    }

    /** What is to be known of a dialogue. */
    enum Trait {
        /** An attack: sendmail comes to no harm without us either. */
        WITHSTOOD,
        /**
         * An honest dialogue: the texts of replies may become ours where they repeat an argument that a browser could take for
         * markup, such as {@code S=smith/O=org}, an element with an attribute. The codes stay.
         */
        REWORDED
    }

    /** What an attack that leaves the session open is followed by: it has to be answered as ever. */
    static final String PROBE = "NOOP still there";

    Case {
        options = Set.copyOf(options);
        traits = Set.copyOf(traits);
        steps = List.copyOf(steps);
    }

    boolean isAttack() {
        return verdict != Verdict.PASSED;
    }

    Case with(String change, List<Step> otherSteps) {
        return new Case(name + change, verdict, twin, options, traits, otherSteps);
    }

    boolean is(Trait trait) {
        return traits.contains(trait);
    }

    /** The same before another backend. */
    Case with(Set<Sendmail.Option> otherOptions) {
        return new Case(name, verdict, twin, otherOptions, traits, steps);
    }

    /** The dialogue without what is marked. */
    Case withoutPayload() {
        return with("", steps.stream().map(Case::withoutPayload).toList());
    }

    private static Step withoutPayload(Step step) {
        return step instanceof Step.Segment segment
                ? new Step.Segment(
                        segment.waits(),
                        segment.pieces().stream()
                                .map(piece -> new Step.Piece(piece.commands(), Marked.withoutPayload(piece.marked())))
                                .toList())
                : step;
    }

    private Stream<Step.Piece> pieces() {
        return steps.stream().filter(Step.Segment.class::isInstance).flatMap(step -> ((Step.Segment) step)
                .pieces().stream());
    }

    /** The payloads, in order. */
    List<String> payloads() {
        return pieces().flatMap(piece -> Marked.payloads(piece.marked()).stream())
                .toList();
    }

    /** The command lines that the client may say, with marks, without line ends. */
    List<String> innocentCommands() {
        return pieces().filter(Step.Piece::commands)
                .flatMap(piece -> Marked.innocentLines(piece.marked()).stream())
                .toList();
    }

    @Override
    public String toString() {
        return name;
    }
}
