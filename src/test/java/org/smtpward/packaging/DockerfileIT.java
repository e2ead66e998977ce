package org.smtpward.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smtpward.lab.RealParts;
import org.smtpward.lab.Sendmail;

/** {@code docker/Dockerfile} builds, and what comes out runs. */
@RealParts
class DockerfileIT {
    private static final String SCRIPT = "src/test/docker/build-and-run";

    /** It takes two minutes, half of it for the base images the first time; five on a busy machine. */
    private static final int DEADLINE_MINUTES = 10;

    /** Vert.x would compile verticles from source; we have none. */
    private static final Set<String> NEVER_USED = Set.of("java.compiler");

    private static final Pattern MODULES = Pattern.compile("^ARG MODULES=(\\S+)$", Pattern.MULTILINE);
    private static final Pattern NEEDED = Pattern.compile(" -> ((?:java|jdk)\\.\\S+)");

    @Test
    void theImageIsBuiltAndRuns(@TempDir Path directory) throws IOException, InterruptedException {
        Path said = directory.resolve("build-and-run.log");
        ProcessBuilder script = new ProcessBuilder(SCRIPT)
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(said.toFile());
        script.environment().put("JAVA_HOME", System.getProperty("java.home"));
        // Surefire tells where Maven has its artifacts.
        String repository = System.getProperty("localRepository");
        if (repository != null) {
            script.environment().put("MAVEN_REPOSITORY", repository);
        }
        try (Sendmail sendmail = Sendmail.start()) {
            script.environment().put("BACKEND", "127.0.0.1:" + sendmail.port());
            run(script, said);
            assertThat(sendmail.messages()).singleElement().satisfies(message -> assertThat(message.text())
                    .contains("Subject: through the image"));
        }
    }

    private static void run(ProcessBuilder script, Path said) throws IOException, InterruptedException {
        Process process = script.start();
        try {
            assertThat(process.waitFor(DEADLINE_MINUTES, TimeUnit.MINUTES))
                    .as("done in %d minutes: %s", DEADLINE_MINUTES, Files.readString(said))
                    .isTrue();
            assertThat(process.exitValue()).as(Files.readString(said)).isZero();
        } finally {
            // SIGTERM, so that it cleans up.
            process.destroy();
        }
    }

    @Test
    void theRuntimeHasTheModulesThatTheProgramUses() throws IOException {
        Matcher modules = MODULES.matcher(Files.readString(Path.of("docker/Dockerfile")));
        assertThat(modules.find()).isTrue();
        Set<String> used = modulesUsed();
        assertThat(used).contains("java.base", "jdk.unsupported");
        used.removeAll(NEVER_USED);
        assertThat(modules.group(1).split(",")).containsAll(used);
    }

    /** As jdeps tells, from class to class. What is found by name at run time it cannot see; the image's run does. */
    private static Set<String> modulesUsed() throws IOException {
        ToolProvider jdeps = ToolProvider.findFirst("jdeps").orElseThrow();
        String classPath;
        try (Stream<Path> libraries = Files.list(Path.of("target/lib"))) {
            classPath = libraries.map(Path::toString).collect(Collectors.joining(File.pathSeparator));
        }
        var said = new StringWriter();
        var out = new PrintWriter(said);
        int exitCode = jdeps.run(
                out,
                out,
                "-summary",
                "-recursive",
                "--ignore-missing-deps",
                "--multi-release=base",
                "--class-path=" + classPath,
                "target/classes");
        assertThat(exitCode).as(said.toString()).isZero();
        Set<String> modules = new TreeSet<>();
        NEEDED.matcher(said.toString()).results().forEach(found -> modules.add(found.group(1)));
        return modules;
    }
}
