package org.smtpward.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.smtpward.policy.RuleId;
import org.smtpward.reply.Reply;

/** docs/rules.md has a row for each rule, and what it quotes is what the program says and takes. */
class RulesDocumentationTest {
    private static final Path PAGE = Path.of("docs/rules.md");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern REPLY = Pattern.compile("[245][0-9]{2} .*");

    /** The page's columns. */
    record Row(String rule, String stops, String advisory, String reply, String honest, String loosen) {
        @Override
        public String toString() {
            return rule;
        }
    }

    static List<Row> rows() throws IOException {
        return Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.substring(2, line.length() - 2).split(" \\| ", -1))
                .map(c -> new Row(c[0].replace("`", ""), c[1], c[2], c[3], c[4], c[5]))
                .toList();
    }

    @Test
    void everyRuleHasARowWithItsAdvisory() throws IOException {
        Map<String, String> expected =
                Arrays.stream(RuleId.values()).collect(Collectors.toMap(RuleId::label, RuleId::advisory));
        assertThat(rows()).hasSize(expected.size());
        assertThat(rows().stream().collect(Collectors.toMap(Row::rule, Row::advisory)))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void whatAClientSeesIsWhatWeSay(Row row) throws ReflectiveOperationException {
        Set<String> ours = ourReplies();
        List<String> quoted = CODE.matcher(row.reply)
                .results()
                .map(found -> found.group(1))
                .filter(text -> REPLY.matcher(text).matches())
                .toList();
        assertThat(ours).containsAll(quoted);
        assertThat(quoted.isEmpty() && !row.reply.contains("alert") && !row.reply.contains("the rule names"))
                .as("says what a client sees")
                .isFalse();
    }

    /** The key is one that the configuration takes, and it changes something. */
    @ParameterizedTest
    @MethodSource("rows")
    void theWayToLoosenItWorks(Row row) throws ConfigurationException {
        String setting = row.loosen.substring(1, row.loosen.length() - 1);
        assertThat(Reading.problemsOf(setting)).isEmpty();
        if (!row.rule.equals("custom")) {
            assertThat(Reading.of(setting)).isNotEqualTo(Reading.of(""));
        }
    }

    @Test
    void theExampleIsTaken() throws IOException, ConfigurationException {
        String page = Files.readString(PAGE);
        int begin = page.indexOf("```hocon\n") + "```hocon\n".length();
        var policy = Reading.ofText(page.substring(begin, page.indexOf("```", begin)))
                .policy();
        assertThat(policy.custom()).hasSize(2);
        assertThat(policy.custom().getFirst().matches("BULK12.client.example")).isTrue();
        assertThat(policy.exempt()).containsKey(RuleId.ALPN);
    }

    private static Set<String> ourReplies() throws ReflectiveOperationException {
        Set<String> replies = new HashSet<>();
        for (Method factory : Reply.class.getDeclaredMethods()) {
            if (Modifier.isStatic(factory.getModifiers()) && factory.getReturnType() == Reply.class) {
                Object[] arguments = factory.getName().equals("withoutEcho")
                        ? new Object[] {250, "2.1.0", "Sender"}
                        : Arrays.copyOf(new Object[] {"HOST", "ADDRESS"}, factory.getParameterCount());
                replies.add(((Reply) factory.invoke(null, arguments)).line().strip());
            }
        }
        replies.add(Reply.withoutEcho(550, "5.1.1", "Recipient").line().strip());
        return replies;
    }
}
