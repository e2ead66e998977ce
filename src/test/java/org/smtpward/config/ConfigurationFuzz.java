package org.smtpward.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Map;
import org.junit.jupiter.api.Timeout;

/** Any text is a configuration, or there are problems that say in which line; and what is in effect can be read again. */
class ConfigurationFuzz {
    private static final ConfigurationLoader LOADER = new ConfigurationLoader(Map.of("HOST", "mail.example"));

    @FuzzTest
    @Timeout(20)
    void anyTextIsAConfigurationOrHasProblems(byte[] input) {
        try {
            EffectiveConfiguration effective = LOADER.loadText(new String(input, UTF_8), "fuzz.conf");
            assertThat(effective.values()).isNotEmpty();
        } catch (ConfigurationException e) {
            assertThat(e.problems()).isNotEmpty();
            for (Problem problem : e.problems()) {
                assertThat(problem.origin()).as(problem.text()).matches("fuzz\\.conf(?::\\d+)?|env HOST");
                assertThat(problem.text()).isNotBlank();
            }
        }
    }
}
