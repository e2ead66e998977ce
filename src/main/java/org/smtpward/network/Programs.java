package org.smtpward.network;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs the system's programs for its network: {@code ip}, {@code nft}, {@code iptables}. Blocks. */
final class Programs {
    private static final int PATIENCE_SECONDS = 30;
    private static final int MAX_OUTPUT = 1 << 20;

    /** Where they are, also for who is not root and has no such places in PATH. */
    private static final List<Path> SYSTEM = List.of(Path.of("/usr/sbin"), Path.of("/sbin"));

    private static final List<String> NOT_ROOT =
            List.of("you must be root", "Operation not permitted", "Permission denied");

    private Programs() {}

    /** @param exitCode 0 if all went well */
    record Output(int exitCode, String text) {}

    static boolean has(String program) {
        return find(program).isPresent();
    }

    /** Runs it to its end. Without root that is {@link NetworkException.NotPermitted}; else its failure is for the caller. */
    static Output tryRun(ShellCommand command) throws NetworkException {
        Path program = find(command.program())
                .orElseThrow(() -> new NetworkException("%s is not installed here".formatted(command.program())));
        List<String> words = new ArrayList<>(command.words());
        words.set(0, program.toString());
        var builder = new ProcessBuilder(words).redirectErrorStream(true);
        builder.environment().putAll(Map.of("LC_ALL", "C"));
        try {
            Process process = builder.start();
            try (OutputStream input = process.getOutputStream()) {
                input.write(command.input().getBytes(UTF_8));
            }
            Output output = output(command, process);
            if (output.exitCode != 0 && NOT_ROOT.stream().anyMatch(output.text::contains)) {
                throw new NetworkException.NotPermitted(failure(command, output));
            }
            return output;
        } catch (IOException e) {
            throw new NetworkException("%s cannot be run: %s".formatted(command.program(), e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NetworkException("interrupted");
        }
    }

    /** Runs it to its good end. */
    static void run(ShellCommand command) throws NetworkException {
        Output output = tryRun(command);
        if (output.exitCode != 0) {
            throw new NetworkException(failure(command, output));
        }
    }

    static String failure(ShellCommand command, Output output) {
        return "%s: %s".formatted(String.join(" ", command.words()), output.text.strip());
    }

    private static Output output(ShellCommand command, Process process)
            throws IOException, InterruptedException, NetworkException {
        try (InputStream output = process.getInputStream()) {
            String text = new String(output.readNBytes(MAX_OUTPUT), UTF_8);
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new NetworkException("%s does not end".formatted(command.program()));
            }
            return new Output(process.exitValue(), text);
        } finally {
            process.destroyForcibly();
        }
    }

    private static Optional<Path> find(String program) {
        Stream<Path> path = Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .filter(directory -> !directory.isEmpty())
                .map(Path::of);
        return Stream.concat(path, SYSTEM.stream())
                .map(directory -> directory.resolve(program))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
