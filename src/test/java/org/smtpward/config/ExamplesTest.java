package org.smtpward.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.smtpward.policy.Mode;
import org.smtpward.policy.RuleId;

/** The examples that people copy work as they are. */
class ExamplesTest {
    private static final Path EXAMPLE = Path.of("config/smtpward.conf");

    @Test
    void theAnnotatedExampleSaysWhatTheDefaultsSay() throws ConfigurationException {
        assertThat(load(Map.of()))
                .isEqualTo(new ConfigurationLoader(Map.of()).loadDefaults().configuration());
    }

    @Test
    void theAnnotatedExampleListensToTheEnvironment() throws ConfigurationException {
        Configuration configuration = load(Map.of(
                "SMTPWARD_LISTEN", "[::]:2526",
                "SMTPWARD_BACKEND", "127.0.0.1:26",
                "SMTPWARD_MODE", "monitor",
                "SMTPWARD_ADMIN", "off"));
        assertThat(configuration.listeners().getFirst().address()).isEqualTo(new HostPort("::", 2526));
        assertThat(configuration.backend().address()).isEqualTo(new HostPort("127.0.0.1", 26));
        assertThat(configuration.policy().mode(RuleId.FOREIGN_PROTOCOL)).isEqualTo(Mode.MONITOR);
        assertThat(configuration.admin().address()).isEmpty();
    }

    @Test
    void theSampleOfTheDesign() throws ConfigurationException {
        Configuration configuration = Reading.ofText("""
            smtpward {
              listeners = [ { name = smtp, address = "0.0.0.0:25", tls = starttls, proxy-protocol = off } ]   # tls: starttls|implicit|passthrough|off
              backend { address = "127.0.0.1:2525", tls = mirror, source { mode = fixed, address = "127.25.25.25" } }
              tls { certificates = [ { chain = "/etc/smtpward/tls.crt", key = "/etc/smtpward/tls.key" } ], min-version = "1.2", alpn = [smtp, esmtp] }
              policy { mode = enforce, rules { sni.mode = monitor }, custom = [] }
              limits { connections = 10000, bad-commands = 5 }
              events { log = stdout, format = ecs }
              admin { address = "127.0.0.1:9125" }
            }
            """);
        assertThat(configuration.tls().certificates())
                .isEqualTo(List.of(
                        new CertificateFiles(Path.of("/etc/smtpward/tls.crt"), Path.of("/etc/smtpward/tls.key"))));
        assertThat(configuration.policy().mode(RuleId.SNI)).isEqualTo(Mode.MONITOR);
        assertThat(configuration.admin().address()).isEqualTo(Optional.of(new HostPort("127.0.0.1", 9125)));
    }

    @Test
    void whatTheReadmeShows() throws ConfigurationException, IOException {
        Matcher hocon =
                Pattern.compile("```hocon\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(Path.of("README.md")));
        assertThat(hocon.find()).isTrue();
        Configuration configuration = Reading.ofText(hocon.group(1));
        assertThat(configuration.policy().mode(RuleId.FOREIGN_PROTOCOL)).isEqualTo(Mode.MONITOR);
        assertThat(configuration.listeners().getFirst().tls()).isEqualTo(ListenerTls.STARTTLS);
    }

    private static Configuration load(Map<String, String> environment) throws ConfigurationException {
        return new ConfigurationLoader(environment).load(EXAMPLE).configuration();
    }
}
