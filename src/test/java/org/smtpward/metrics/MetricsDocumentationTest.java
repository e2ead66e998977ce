package org.smtpward.metrics;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.smtpward.command.Verb;
import org.smtpward.listener.ConnectionResult;
import org.smtpward.policy.Action;
import org.smtpward.policy.Phase;
import org.smtpward.policy.RuleId;
import org.smtpward.rewrite.Rewriter;
import org.smtpward.session.CloseCause;
import org.smtpward.session.MessageResult;

/** {@code docs/metrics.md} says what the code says. When this fails, its message has the table to put there. */
class MetricsDocumentationTest {
    private static final Path DOCUMENT = Path.of("docs/metrics.md");

    @Test
    void theTableOfMetersIsTheCatalogue() throws IOException {
        List<String> expected = Arrays.stream(MeterName.values())
                .map(MetricsDocumentationTest::row)
                .toList();
        assertThat(rows("| name |")).isEqualTo(expected);
    }

    @Test
    void theTableOfLabelValuesIsTheEnums() throws IOException {
        List<String> expected = List.of(
                row("action", "rule_matches", Action.values(), Action::label),
                row("cause", "sessions_closed", CloseCause.values(), CloseCause::label),
                row("class", "replies", ReplyClass.values(), ReplyClass::label),
                row("leg", "octets", Leg.values(), Leg::label),
                row("phase", "commands, rule_matches", Phase.values(), Phase::label),
                row("result", "connections", ConnectionResult.values(), ConnectionResult::label),
                row("result", "messages", MessageResult.values(), MessageResult::label),
                row("result", "tls_handshakes", TlsResult.values(), TlsResult::label),
                row("rewriter", "replies_rewritten", Rewriter.values(), Rewriter::label),
                row("rule", "rule_matches", RuleId.values(), RuleId::label),
                row("side", "tls_handshakes", TlsSide.values(), TlsSide::label),
                row("verb", "commands", Verb.values(), Verb::label),
                row("version", "tls_handshakes", TlsProtocol.values(), TlsProtocol::label));
        assertThat(rows("| label |")).isEqualTo(expected);
    }

    private static String row(MeterName meter) {
        String labels =
                meter.labels().stream().map(MetricsDocumentationTest::code).collect(joining(", "));
        return "| %s | %s | %s | %s | %s |"
                .formatted(code(meter.exported()), meter.type().label(), labels, meter.unit(), meter.help());
    }

    private static <E extends Enum<E>> String row(String label, String meters, E[] values, Function<E, String> text) {
        return "| %s | %s | %s |"
                .formatted(
                        code(label),
                        Arrays.stream(meters.split(", "))
                                .map(MetricsDocumentationTest::code)
                                .collect(joining(", ")),
                        Arrays.stream(values)
                                .map(text)
                                .map(MetricsDocumentationTest::code)
                                .collect(joining(", ")));
    }

    private static String code(String text) {
        return '`' + text + '`';
    }

    /** The rows of the table whose head begins with {@code head}. */
    private static List<String> rows(String head) throws IOException {
        var rows = new ArrayList<String>();
        boolean inside = false;
        for (String line : Files.readAllLines(DOCUMENT)) {
            if (line.startsWith(head)) {
                inside = true;
            } else if (inside && !line.startsWith("|")) {
                break;
            } else if (inside && !line.startsWith("| ---")) {
                rows.add(line);
            }
        }
        return rows;
    }
}
