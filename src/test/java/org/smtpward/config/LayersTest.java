package org.smtpward.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smtpward.policy.Mode;
import org.smtpward.policy.RuleId;

/** Which source of a value wins, and what a file may do. */
class LayersTest {
    @TempDir
    Path directory;

    @Test
    void theFileWinsOverTheDefaults() throws Exception {
        Path file = write("smtpward.conf", "smtpward.limits.drain = 5s");
        LimitOptions limits = load(file).limits();
        assertThat(limits.drain()).isEqualTo(Duration.ofSeconds(5));
        assertThat(limits.admission().connections()).isEqualTo(10_000);
    }

    @Test
    void anEmptyFileMeansTheDefaults() throws Exception {
        assertThat(load(write("smtpward.conf", "")))
                .isEqualTo(new ConfigurationLoader(Map.of()).loadDefaults().configuration());
    }

    @Test
    void theEnvironmentWinsOverTheFile() throws Exception {
        Map<String, String> environment = Map.of(
                "CONFIG_FORCE_smtpward_limits_bad__commands", "7",
                "CONFIG_FORCE_smtpward_policy_rules_foreign__protocol_mode", "monitor",
                "CONFIG_FORCE_other_key", "not ours",
                "HOME", "/nowhere");
        Configuration configuration = Reading.effective("smtpward.limits.bad-commands = 6", environment)
                .configuration();
        assertThat(configuration.limits().session().badCommands()).isEqualTo(7);
        assertThat(configuration.policy().mode(RuleId.FOREIGN_PROTOCOL)).isEqualTo(Mode.MONITOR);
    }

    @Test
    void theEnvironmentReplacesAWholeList() throws Exception {
        Map<String, String> environment = Map.of(
                "CONFIG_FORCE_smtpward_listeners_0_name", "env",
                "CONFIG_FORCE_smtpward_listeners_0_address", "127.0.0.1:0",
                "CONFIG_FORCE_smtpward_listeners_0_tls", "off",
                "CONFIG_FORCE_smtpward_tls_alpn_1", "b",
                "CONFIG_FORCE_smtpward_tls_alpn_0", "a");
        Configuration configuration = Reading.effective("", environment).configuration();
        assertThat(configuration.listeners())
                .containsExactly(new ListenerOptions(
                        "env", new HostPort("127.0.0.1", 0), ListenerTls.OFF, List.of(), Optional.empty()));
        assertThat(configuration.tls().alpn()).containsExactly("a", "b");
    }

    @Test
    void problemsOfTheEnvironmentNameTheVariable() {
        assertThat(Reading.problemsOfText(
                        "",
                        Map.of(
                                "CONFIG_FORCE_smtpward_limits_drain", "soon",
                                "CONFIG_FORCE_smtpward_limits_drian", "1s")))
                .containsExactly(
                        "env CONFIG_FORCE_smtpward_limits_drain: limits.drain: expected a time between 0s and 24h,"
                                + " with its unit, found \"soon\"",
                        "env CONFIG_FORCE_smtpward_limits_drian: limits.drian: unknown key;"
                                + " did you mean limits.drain?");
    }

    @Test
    void aSectionThatTheEnvironmentBreaksIsItsProblem() {
        assertThat(Reading.problemsOfText("", Map.of("CONFIG_FORCE_smtpward_limits_command__line", "2048")))
                .singleElement()
                .asString()
                .startsWith("env CONFIG_FORCE_smtpward_limits_command__line: limits: ");
    }

    @Test
    void aVariableCountsWhereTheFileAsksForIt() throws Exception {
        String file = "smtpward.policy { mode = monitor, mode = ${?MODE} }";
        assertThat(Reading.effective(file, Map.of()).configuration().policy().mode(RuleId.ALPN))
                .isEqualTo(Mode.MONITOR);
        assertThat(Reading.effective(file, Map.of("MODE", "off"))
                        .configuration()
                        .policy()
                        .mode(RuleId.ALPN))
                .isEqualTo(Mode.OFF);
        assertThat(Reading.problemsOfText(file, Map.of("MODE", "loud")))
                .containsExactly("env MODE: policy.mode: expected off|monitor|enforce, found \"loud\"");
    }

    @Test
    void aFileMayReferToTheDefaults() throws Exception {
        assertThat(Reading.ofText("smtpward.limits.client-idle = ${smtpward.limits.drain}")
                        .limits()
                        .session()
                        .clientIdle())
                .isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void systemPropertiesDoNotCount() throws Exception {
        System.setProperty("smtpward.limits.connections", "1");
        try {
            assertThat(Reading.ofText("").limits().admission().connections()).isEqualTo(10_000);
        } finally {
            System.clearProperty("smtpward.limits.connections");
        }
    }

    @Test
    void anIncludedFileIsFoundBesideTheOneThatIncludes() throws Exception {
        Files.createDirectory(directory.resolve("d"));
        write("d/limits.conf", "include \"more.conf\"\ndrain = 5s");
        write("d/more.conf", "connections = 5");
        Path file = write("smtpward.conf", "smtpward { limits { include \"d/limits.conf\" } }");
        assertThat(load(file).limits().drain()).isEqualTo(Duration.ofSeconds(5));
        assertThat(load(file).limits().admission().connections()).isEqualTo(5);
    }

    @Test
    void problemsInAnIncludedFileNameThatFile() throws Exception {
        Path included = write("limits.conf", "\nsmtpward.limits.drian = 5s");
        Path file = write("smtpward.conf", "include \"limits.conf\"");
        assertThat(problems(file))
                .containsExactly(included + ":2: limits.drian: unknown key; did you mean limits.drain?");
    }

    /** The library would skip it without a word. */
    @Test
    void anIncludedFileMustBeThere() throws Exception {
        Path file = write("smtpward.conf", "include \"absent.conf\"");
        assertThat(problems(file)).containsExactly(file + ": include \"absent.conf\": no such file");
        Path other = write("smtpward.conf", "include required(file(\"absent.conf\"))");
        assertThat(problems(other)).containsExactly(file + ": include \"absent.conf\": no such file");
    }

    /** Neither is a resource of the program a file. */
    @Test
    void onlyFilesCanBeIncluded() throws Exception {
        Path file = write("smtpward.conf", "include \"reference.conf\"");
        assertThat(problems(file)).containsExactly(file + ": include \"reference.conf\": no such file");
    }

    @Test
    void nothingIsFetchedFromElsewhere() throws IOException {
        Path file = write("smtpward.conf", "include url(\"http://192.0.2.1/x.conf\")");
        assertThat(problems(file))
                .containsExactly(file + ": include url(\"http://192.0.2.1/x.conf\"): only files can be included");
        Path other = write("smtpward.conf", "\ninclude classpath(\"reference.conf\")");
        assertThat(problems(other))
                .containsExactly(file + ": include classpath(\"reference.conf\"): only files can be included");
    }

    @Test
    void aFileThatIsNotThere() {
        Path file = directory.resolve("absent.conf");
        assertThat(problems(file))
                .containsExactly(file
                        + ": no such file; take config/smtpward.conf as a beginning, or name another with --config");
    }

    @Test
    void aDirectoryIsNotAFile() {
        assertThat(problems(directory)).containsExactly(directory + ": is a directory; expected a file");
    }

    @Test
    void aFileThatMayNotBeRead() throws Exception {
        Path file = write("smtpward.conf", "");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        assumeThat(Files.isReadable(file)).as("root reads everything").isFalse();
        assertThat(problems(file))
                .singleElement()
                .asString()
                .startsWith(file
                        + ": cannot be read by user %s: permission denied; as root: chmod o+r "
                                .formatted(System.getProperty("user.name")));
    }

    /** A relative path shows up in messages as it was given, and its includes are found. */
    @Test
    void aFileOfTheWorkingDirectoryIsShownAsGiven() throws Exception {
        Path here = Path.of("").toAbsolutePath();
        Path file = write("smtpward.conf", "include \"limits.conf\"\nsmtpward.limits.drain = no");
        write("limits.conf", "smtpward.limits.connections = no");
        Path relative = here.relativize(file.toRealPath());
        assertThat(problems(relative))
                .extracting(line -> line.substring(0, line.indexOf(": ")))
                .containsExactly(relative.resolveSibling("limits.conf") + ":1", relative + ":2");
    }

    @Test
    void anExceptionHasTheProblemsOneByOne() {
        assertThatThrownBy(() -> load(directory.resolve("absent.conf")))
                .isInstanceOfSatisfying(
                        ConfigurationException.class,
                        e -> assertThat(e.problems())
                                .containsExactly(
                                        new Problem(
                                                directory.resolve("absent.conf").toString(),
                                                "",
                                                "no such file; take config/smtpward.conf as a beginning, or name another with --config")));
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    private static Configuration load(Path file) throws ConfigurationException {
        return new ConfigurationLoader(Map.of()).load(file).configuration();
    }

    private static List<String> problems(Path file) {
        try {
            load(file);
            return List.of();
        } catch (ConfigurationException e) {
            return e.getMessage().lines().toList();
        }
    }
}
