package org.smtpward;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.smtpward.config.ConfigurationLoader;

/** What is said about a machine before it is too late. */
class MachineTest {
    @Test
    void aSessionTakesTwoDescriptors() throws Exception {
        Machine machine = new Machine(new ConfigurationLoader(Map.of())
                .loadText("smtpward.limits.connections = 5000", "test")
                .configuration());
        assertThat(machine.tooFew(9_999)).hasValue(9_999);
        assertThat(machine.tooFew(10_000)).isEmpty();
    }
}
