package org.smtpward;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.smtpward.admin.State;
import org.smtpward.admin.State.Level;
import org.smtpward.config.Configuration;
import org.smtpward.config.ConfigurationLoader;
import org.smtpward.lab.Authority;
import org.smtpward.lab.Authority.Wish;
import org.smtpward.tls.Certificates;

/** The line that an operator reads first. */
class StateWordsTest {
    private static final Instant SINCE = Instant.parse("2026-03-04T12:03:00Z");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                                            | GOOD      | Protecting 10.0.0.5:25 | enforcing, 1 rule watching
            rules.sni.mode = enforce                      | GOOD      | Protecting 10.0.0.5:25 | enforcing
            rules { alpn.mode = monitor, sni.mode = off } | GOOD      | Protecting 10.0.0.5:25 | enforcing, 1 rule watching, 1 rule off
            mode = monitor                                | ATTENTION | Only watching 10.0.0.5:25: nothing is refused | 12 rules watching
            mode = off                                    | ATTENTION | Only watching 10.0.0.5:25: nothing is refused | 12 rules off
            mode = monitor, custom = [ { id = a, when = hello, match = x, reply = "554 5.7.1 No", mode = enforce } ] | GOOD | Protecting 10.0.0.5:25 | enforcing, 12 rules watching
            """)
    void whatTheRulesDo(String policy, Level level, String headline, String modes) throws Exception {
        State state = new StateWords(configuration("policy { " + policy + " }"), List.of(), Instant.now())
                .of(Set.of(), Optional.of(SINCE), List.of());
        assertThat(state)
                .isEqualTo(new State(
                        level,
                        headline,
                        Optional.empty(),
                        List.of("backend answers", "no certificate, so no STARTTLS", modes),
                        List.of()));
    }

    @Test
    void howLongTheCertificateLasts(@TempDir Path directory) throws Exception {
        var issued = Authority.root("CN=root")
                .issue("CN=mx.example", Wish.ec("mx.example").lasting(Duration.ofDays(63)))
                .write(directory, "tls");
        Configuration configuration = configuration("tls.certificates = [ " + issued.hocon() + " ]");
        var leaves = Certificates.load(configuration.tls()).leaves();
        Instant end = leaves.getFirst().getNotAfter().toInstant();
        assertThat(facts(configuration, leaves, end.minus(Duration.ofDays(63)))).contains("certificate valid 63 days");
        assertThat(facts(configuration, leaves, end.minus(Duration.ofHours(30))))
                .contains("certificate valid 1 day");
    }

    private static List<String> facts(Configuration configuration, List<X509Certificate> leaves, Instant now) {
        return new StateWords(configuration, leaves, now)
                .of(Set.of(), Optional.empty(), List.of())
                .facts();
    }

    @Test
    void aBackendThatIsAwayIsToldWithItsTimeAndWhatClientsGet() throws Exception {
        assertThat(of(EnumSet.of(Trouble.BACKEND_AWAY, Trouble.CERTIFICATE_EXPIRED)))
                .isEqualTo(new State(
                        Level.BAD,
                        "The backend 10.0.0.5:25 does not answer",
                        Optional.of(SINCE),
                        List.of("clients get 421"),
                        List.of("look")));
    }

    @ParameterizedTest
    @EnumSource(Trouble.class)
    void everyTroubleIsBad(Trouble trouble) throws Exception {
        assertThat(of(Set.of(trouble)).level()).isEqualTo(Level.BAD);
    }

    @Test
    void aWarningTakesTheGreenAway() throws Exception {
        State state = of(Set.of());
        assertThat(state.level()).isEqualTo(Level.ATTENTION);
        assertThat(state.headline()).isEqualTo("Protecting 10.0.0.5:25");
        assertThat(state.notes()).containsExactly("look");
    }

    private static State of(Set<Trouble> troubles) throws Exception {
        return new StateWords(configuration(""), List.of(), SINCE).of(troubles, Optional.of(SINCE), List.of("look"));
    }

    private static Configuration configuration(String more) throws Exception {
        return new ConfigurationLoader(Map.of())
                .loadText("""
                        smtpward {
                          backend { address = "10.0.0.5:25", source.address = any }
                          %s
                        }
                        """.formatted(more), "test")
                .configuration();
    }
}
