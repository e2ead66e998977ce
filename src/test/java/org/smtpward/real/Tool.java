package org.smtpward.real;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a program to its end, or to a deadline. Text is ISO 8859-1, one char per octet. */
final class Tool {
    /** 30 MB through a Perl script on a busy machine. */
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private Tool() {}

    /** Standard output and standard error, mixed as they came. */
    record Output(int exitCode, String text) {}

    /** Without input. */
    static Output run(List<String> command) throws IOException {
        return run(command, Path.of("/dev/null"));
    }

    static Output run(List<String> command, Path input) throws IOException {
        Path text = Files.createTempFile("tool", ".out");
        Process process = new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.from(input.toFile()))
                .redirectErrorStream(true)
                .redirectOutput(text.toFile())
                .start();
        try {
            if (!process.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("not done in " + DEADLINE.toSeconds() + " s: " + command + "\n" + read(text));
            }
            return new Output(process.exitValue(), read(text));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } finally {
            process.destroyForcibly();
            Files.delete(text);
        }
    }

    private static String read(Path text) throws IOException {
        return Files.readString(text, ISO_8859_1);
    }
}
