package org.smtpward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@code systemctl status} shows of a running proxy. */
class ServiceStatusTest {
    private static final String PLACES = "smtp at [::]:25, before 127.0.0.1:2525";

    private final List<String> told = new ArrayList<>();
    private List<String> problems = List.of();
    private final ServiceStatus status = new ServiceStatus(PLACES, () -> problems, told::add);

    @Test
    void whatIsTrueIsToldWhenItChanges() {
        assertThat(status.toTell()).isEqualTo("Serving " + PLACES);
        status.look();
        assertThat(told).isEmpty();
        problems = List.of("the backend cannot be reached", "a certificate has expired");
        status.look();
        status.look();
        problems = List.of();
        status.look();
        assertThat(told)
                .containsExactly(
                        "Not serving: the backend cannot be reached; a certificate has expired. Listening: " + PLACES,
                        "Serving " + PLACES);
    }

    @Test
    void aRefusedReloadIsToldUntilTheNext() {
        status.onReload(List.of("smtpward.conf:3: nonsense", "more"));
        assertThat(status.toTell())
                .isEqualTo("Serving " + PLACES + "; the last reload was refused: smtpward.conf:3: nonsense");
        status.look();
        assertThat(told).isEmpty();
        status.onReload(List.of());
        status.look();
        assertThat(told).containsExactly("Serving " + PLACES);
    }
}
