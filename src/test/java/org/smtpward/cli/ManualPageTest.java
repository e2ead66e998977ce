package org.smtpward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine;

/** smtpward(8) has every command, option and exit code of the program, and no other command. */
class ManualPageTest {
    private static final Path PAGE = Path.of("packaging/man/smtpward.8");

    @TestFactory
    Stream<DynamicTest> everyCommandAndOption() {
        List<String> wanted = new ArrayList<>();
        collect("", new CommandLine(new SmtpwardCommand()), wanted);
        assertThat(wanted).contains("^\\.It Cm \\Qnetwork up\\E$");
        return wanted.stream()
                .distinct()
                .map(pattern -> DynamicTest.dynamicTest(pattern, () -> assertThat(page())
                        .containsPattern(Pattern.compile(pattern, Pattern.MULTILINE))));
    }

    @Test
    void noOtherCommand() throws IOException {
        Pattern item = Pattern.compile("^\\.It Cm (.*)$", Pattern.MULTILINE);
        CommandLine program = new CommandLine(new SmtpwardCommand());
        item.matcher(page()).results().map(found -> found.group(1)).forEach(command -> {
            CommandLine at = program;
            for (String word : command.split(" ", -1)) {
                at = at.getSubcommands().get(word);
                assertThat(at).as(command).isNotNull();
            }
        });
    }

    @Test
    void everyExitCode() throws IOException {
        for (int code : new int[] {ExitCode.OK, ExitCode.RUNTIME, 2, ExitCode.UNAVAILABLE, ExitCode.CONFIGURATION}) {
            assertThat(page()).contains(".It " + code + "\n");
        }
    }

    /** Patterns of lines. A command that only holds others is not named by itself. */
    private static void collect(String before, CommandLine command, List<String> wanted) {
        command.getCommandSpec().options().stream()
                .filter(option -> !option.hidden())
                .forEach(option -> {
                    for (String name : option.names()) {
                        wanted.add(
                                "^\\.It.* Fl " + Pattern.quote(name.substring(1).replace("-", "\\-")) + "( |$)");
                    }
                });
        for (Map.Entry<String, CommandLine> inner : command.getSubcommands().entrySet()) {
            String name = before + inner.getKey();
            if (inner.getValue().getSubcommands().isEmpty()) {
                wanted.add("^\\.It Cm " + Pattern.quote(name) + "$");
            }
            collect(name + " ", inner.getValue(), wanted);
        }
    }

    private static String page() throws IOException {
        return Files.readString(PAGE);
    }
}
