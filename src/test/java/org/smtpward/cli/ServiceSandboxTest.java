package org.smtpward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a unit's properties mean for files. */
class ServiceSandboxTest {
    private static final String UNIT = """
            LoadState=loaded
            User=smtpward
            ProtectSystem=%s
            ProtectHome=yes
            PrivateTmp=yes
            ReadWritePaths=-/srv/events +/opt/more
            LogsDirectory=smtpward
            StateDirectory=
            """;

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            strict, /var/log/smtpward/events.json, -
            strict, /srv/events/events.json,       -
            strict, /opt/more/events.json,         -
            strict, /var/log/events.json,          ProtectSystem=strict
            strict, /home/mail/events.json,        ProtectSystem=strict
            strict, /tmp/events.json,              PrivateTmp=yes
            full,   /etc/smtpward/events.json,     ProtectSystem=full
            full,   /var/log/events.json,          -
            yes,    /usr/events.json,              ProtectSystem=yes
            no,     /usr/events.json,              -
            no,     /root/events.json,             ProtectHome=yes
            """)
    void aPathCanBeWrittenOrNot(String protection, String path, String why) {
        Optional<String> trouble = unit(protection).keepsFromWriting(Path.of(path));
        if (why == null) {
            assertThat(trouble).isEmpty();
        } else {
            assertThat(trouble).hasValueSatisfying(text -> assertThat(text).contains(why));
        }
    }

    @Test
    void homesAndTheTmpOfOthersAreHidden() {
        assertThat(unit("strict").hides(Path.of("/root/tls.key"))).isPresent();
        assertThat(unit("strict").hides(Path.of("/tmp/tls.key"))).isPresent();
        assertThat(unit("strict").hides(Path.of("/etc/smtpward/tls.key"))).isEmpty();
        assertThat(unit("strict").makes(Path.of("/var/log/smtpward"))).isTrue();
        assertThat(unit("strict").makes(Path.of("/srv/events"))).isFalse();
    }

    @Test
    void aUnitThatIsNotThereSaysNothing() {
        assertThat(ServiceSandbox.parse("LoadState=not-found\nUser=\n")).isEmpty();
        assertThat(ServiceSandbox.parse("")).isEmpty();
        assertThat(unit("strict").user()).hasValue("smtpward");
        assertThat(ServiceSandbox.parse("LoadState=loaded\nUser=root\n")
                        .orElseThrow()
                        .user())
                .isEmpty();
    }

    private static ServiceSandbox unit(String protection) {
        return ServiceSandbox.parse(UNIT.formatted(protection)).orElseThrow();
    }
}
