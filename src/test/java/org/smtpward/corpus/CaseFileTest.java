package org.smtpward.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file of the corpus means what it says. */
class CaseFileTest {
    private static final Map<String, List<Step>> PLACES =
            Map.of("start", List.of(), "hello", List.of(Step.say("EHLO x")));

    private static List<Case> parse(String text) {
        return CaseFile.parse(text, PLACES);
    }

    @Test
    void aDialogueIsPlayedAtEachOfItsPlaces() {
        List<Case> cases = parse("""
                twin mail
                attack blocked get
                at start hello
                say! GET /
                """);
        assertThat(cases).extracting(Case::name).containsExactly("get@start", "get@hello");
        assertThat(cases).extracting(Case::twin).containsOnly("mail");
        assertThat(cases.getLast().steps()).hasSize(2);
        assertThat(cases.getFirst().payloads()).containsExactly("GET /\r\n");
    }

    @Test
    void segmentsAreJoinedAndRushed() {
        var steps = parse("""
                honest x
                say DATA
                +put a\\r\\n
                ~raw b
                """).getFirst().steps();
        assertThat(steps)
                .containsExactly(
                        new Step.Segment(
                                true, List.of(new Step.Piece(true, "DATA\r\n"), new Step.Piece(false, "a\r\n"))),
                        new Step.Segment(false, List.of(new Step.Piece(true, "b"))));
    }

    @Test
    void whatLeavesTheSessionOpenIsFollowedByAProbe() {
        assertThat(parse("attack refused x\nsay! A").getFirst().steps()).endsWith(Step.say(Case.PROBE));
        assertThat(parse("attack blocked x\nsay! A").getFirst().steps()).hasSize(1);
    }

    @Test
    void escapesStandForOctets() {
        String marked = CaseText.marked("a\\r\\n\\t\\0\\\\\\xff\\{3*bc}\u00fc[[x]]");
        assertThat(Marked.octets(marked))
                .containsExactly('a', '\r', '\n', '\t', 0, '\\', 0xff, 'b', 'c', 'b', 'c', 'b', 'c', 0xc3, 0xbc, 'x');
        assertThat(Marked.payloads(marked)).containsExactly("x");
    }

    @Test
    void aBracketBeforeTheEndOfAPayloadBelongsToIt() {
        assertThat(Marked.payloads(CaseText.marked("[[a[1]]]"))).containsExactly("a[1]");
    }

    /** What the judge takes for a command that the client may say. */
    @Test
    void innocentLinesAreThoseThatBeginOutsideOfAPayload() {
        assertThat(Marked.innocentLines(CaseText.marked("A [[b\\r\\nC]]\\r\\nD\\r\\n[[E\\r\\n]]F\\r\\n")))
                .extracting(Marked::text)
                .containsExactly("A b", "D");
        assertThat(Marked.innocentLines(CaseText.marked("A\\n[[B\\nC\\n]]"))).containsExactly("A");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "honest x\nshout HELLO",
                "honest x\n+say HELLO",
                "honest x\nsay [[HELLO",
                "honest x\nsay \\q",
                "honest x\nat nowhere",
                "honest x\nbackend odd",
                "attack maybe x\nsay A"
            })
    void whatCannotBeReadIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> parse(text));
    }
}
