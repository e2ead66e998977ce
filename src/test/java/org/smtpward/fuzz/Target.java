package org.smtpward.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A fuzz target. Each has a JVM of its own: Jazzer changes the classes that are loaded there.
 *
 * @param className of its class
 */
record Target(String className) {
    private static final Path CLASSES = Path.of("target", "test-classes");
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

    /** Ours, and the parsers of others that take octets of strangers or an operator's text. */
    private static final String INSTRUMENTED =
            "org.smtpward.**,io.netty.handler.codec.haproxy.**,com.typesafe.config.impl.**";

    /** An input that takes longer hangs. */
    private static final int MOST_SECONDS = 20;

    private static final Pattern PROGRESS = Pattern.compile("(?m)^#\\d+\\s.*cov: \\d+ ft: \\d+.*exec/s: \\d+");

    /**
     * What fuzzing it has shown.
     *
     * @param found whether there is a finding
     * @param output of the fuzzer
     */
    record Outcome(boolean found, String output) {
        /** Executions, coverage (counters, features), inputs of interest, and executions in a second. */
        String figures() {
            return PROGRESS.matcher(output)
                    .results()
                    .map(MatchResult::group)
                    .reduce((earlier, later) -> later)
                    .map(line -> line.replaceAll("\\s+", " "))
                    .orElse("no figures");
        }

        /** Where it failed, the input, and where that was put. */
        String finding() {
            int begin = output.indexOf("== Java Exception");
            return output.substring(Math.max(begin, 0));
        }
    }

    /** All of them. */
    static List<Target> all() throws IOException {
        try (Stream<Path> files = Files.walk(CLASSES)) {
            return files.map(file -> CLASSES.relativize(file).toString())
                    .filter(name -> name.endsWith("Fuzz.class"))
                    .map(name -> name.replace(".class", "").replace(File.separatorChar, '.'))
                    .sorted()
                    .map(Target::new)
                    .toList();
        }
    }

    String name() {
        return className.substring(className.lastIndexOf('.') + 1);
    }

    Outcome fuzz(long seconds) {
        try {
            Path output = Files.createTempFile(name(), ".out");
            Process process = new ProcessBuilder(command(seconds))
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            try {
                return new Outcome(process.waitFor() != 0, Files.readString(output, UTF_8));
            } finally {
                process.destroyForcibly();
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private List<String> command(long seconds) {
        return List.of(
                JAVA.toString(),
                "-Xmx1g",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+EnableDynamicAgentLoading",
                "--enable-native-access=ALL-UNNAMED",
                "-Dsun.misc.unsafe.memory.access=allow",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + className,
                "--instrument=" + INSTRUMENTED,
                "-max_total_time=" + seconds,
                "-timeout=" + MOST_SECONDS);
    }
}
