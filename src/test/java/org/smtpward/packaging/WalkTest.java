package org.smtpward.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smtpward.packaging.Walk.Command;

/** docs/operations.md can be walked: what {@link OperationsIT} runs is all that it tells an operator to type. */
class WalkTest {
    private final Walk walk = Walk.read();

    @ParameterizedTest
    @ValueSource(strings = {"transparent", "fixed"})
    void eachStepHasCommandsAndAWayBack(String way) {
        IntStream.rangeClosed(1, 6).forEach(step -> {
            assertThat(walk.commands(way, step, false)).as("step " + step).isNotEmpty();
            assertThat(walk.commands(way, step, true))
                    .as("back of step " + step)
                    .isNotEmpty();
        });
        assertThat(walk.blocks()).allSatisfy(block -> assertThat(block.step()).isBetween(1, 6));
    }

    /** The probe takes a minute, and has tests of its own. */
    @Test
    void allShellBlocksOfTheStepsAreWalked() throws IOException {
        String document = Files.readString(Walk.DOCUMENT);
        String steps = document.substring(
                document.indexOf("\n### Step 1"), document.indexOf("\n## ", document.indexOf("\n### Step 1")));
        List<String> unmarked = steps.lines().toList().stream()
                .filter(line -> line.startsWith("smtpward probe"))
                .toList();
        assertThat(unmarked).hasSize(1);
        assertThat(steps.split("\n```sh\n").length - 1).isEqualTo(walk.blocks().size() + unmarked.size());
    }

    @Test
    void otherDistributionsHaveOtherWords() {
        assertThat(walk.table()).containsEntry("/etc/mail/linux.mc", "/etc/mail/sendmail.mc");
        Walk small = Walk.of("""
                | what | SUSE | Debian |
                | --- | --- | --- |
                | one | `/var/log/mail` | `/var/log/mail.log` |
                | two | `/var/log/mail/more` | `/more` |

                <!-- walk: both 1 -->
                ```sh
                cat /var/log/mail /var/log/mail/more
                # shows: /var/log/mail
                # hides: no
                cat >x <<'END'
                # shows: in the file
                END
                ls
                ```
                """);
        assertThat(small.commands("fixed", 1, false))
                .containsExactly(
                        new Command("cat /var/log/mail.log /more", List.of("/var/log/mail.log"), List.of("no")),
                        new Command("cat >x <<'END'\n# shows: in the file\nEND\n", List.of(), List.of()),
                        new Command("ls", List.of(), List.of()));
        assertThat(small.commands("fixed", 1, true)).isEmpty();
    }
}
