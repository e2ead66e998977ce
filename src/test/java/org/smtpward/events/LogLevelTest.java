package org.smtpward.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SMTPWARD_LOG_LEVEL. */
class LogLevelTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "ERROR", "WARN", "INFO", "DEBUG", "TRACE", "debug"})
    void aKnownOneIsLeftAlone(String level) {
        var properties = new Properties();
        assertThat(LogLevel.settle(Map.of("SMTPWARD_LOG_LEVEL", level), properties))
                .isEmpty();
        assertThat(properties).isEmpty();
    }

    @Test
    void anUnknownOneIsInfoWithAWarning() {
        var properties = new Properties();
        assertThat(LogLevel.settle(Map.of("SMTPWARD_LOG_LEVEL", "verb\u001b\"ose"), properties))
                .hasValue("event=log-level value=\"verb??ose\" hint=\"SMTPWARD_LOG_LEVEL: expected"
                        + " ERROR|WARN|INFO|DEBUG|TRACE; INFO is in force\"");
        assertThat(properties).containsEntry("SMTPWARD_LOG_LEVEL", "INFO");
    }

    @Test
    void thePropertyWins() {
        var properties = new Properties();
        properties.setProperty("SMTPWARD_LOG_LEVEL", "WARN");
        assertThat(LogLevel.settle(Map.of("SMTPWARD_LOG_LEVEL", "nonsense"), properties))
                .isEmpty();
    }
}
