package org.smtpward.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** docs/operations.md says of each end of a session what it means. */
class OperationsDocumentationTest {
    @ParameterizedTest
    @EnumSource(CloseCause.class)
    void everyCauseIsExplained(CloseCause cause) throws IOException {
        assertThat(Files.readString(Path.of("docs/operations.md"))).contains("\n| `" + cause.label() + "` | ");
    }
}
