package org.smtpward.real;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.smtpward.lab.NetworkHost;

/** smtpward as it was built, in a process of its own. */
final class Program implements AutoCloseable {
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");
    private static final Path JAR = Path.of("target", "smtpward.jar").toAbsolutePath();
    private static final Path LAUNCHER = Path.of("smtpward").toAbsolutePath();
    private static final Pattern LISTENING = Pattern.compile("event=listening .*\\bport=(\\d+)");

    private final Process process;
    private final Path output;

    private Program(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** {@code smtpward ARGUMENTS}, as {@code java -jar}. */
    static Program start(String... arguments) throws IOException {
        return launch(java(arguments));
    }

    /** {@code PREFIX smtpward ARGUMENTS}, where {@code prefix} is a command that runs another in its place, such as nohup. */
    static Program startBy(List<String> prefix, String... arguments) throws IOException {
        return launch(Stream.concat(prefix.stream(), java(arguments)));
    }

    /**
     * {@code PREFIX smtpward ARGUMENTS} in {@code host}, where {@code prefix} is a command that runs another in its place,
     * such as {@code setpriv ... --}; or nothing. Who is not root there cannot read the directories that JUnit makes.
     */
    static Program startIn(NetworkHost host, List<String> prefix, String... arguments) throws IOException {
        return launch(
                host.command(Stream.concat(prefix.stream(), java(arguments)).toList()).stream());
    }

    /** {@code ./smtpward ARGUMENTS}. */
    static Program startLauncher(String... arguments) throws IOException {
        return launch(Stream.concat(Stream.of(LAUNCHER.toString()), Stream.of(arguments)));
    }

    /** Runs {@code smtpward ARGUMENTS} to its end. */
    static Tool.Output run(String... arguments) throws IOException {
        return toItsEnd(start(arguments));
    }

    /** As {@link #startIn}, to its end. */
    static Tool.Output runIn(NetworkHost host, List<String> prefix, String... arguments) throws IOException {
        return toItsEnd(startIn(host, prefix, arguments));
    }

    /** Writes {@code text} where {@code --config} can find it. */
    static String file(Path directory, String text) throws IOException {
        return Files.writeString(directory.resolve("test.conf"), text).toString();
    }

    private static Tool.Output toItsEnd(Program program) throws IOException {
        try (program) {
            int exitCode = program.awaitExit();
            return new Tool.Output(exitCode, program.output());
        }
    }

    /** {@code smtpward ARGUMENTS}, as a command. */
    static Stream<String> java(String... arguments) {
        // What makes a short life shorter.
        return Stream.concat(
                Stream.of(JAVA.toString(), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar", JAR.toString()),
                Stream.of(arguments));
    }

    /** Signals that whoever started the tests ignores (nohup, a shell's background job) are not ignored: the JVM would keep that. */
    private static Program launch(Stream<String> command) throws IOException {
        Path output = Files.createTempFile("smtpward", ".out");
        Stream<String> withSignals =
                Stream.concat(Stream.of("env", "--default-signal=HUP", "--default-signal=INT"), command);
        ProcessBuilder builder = new ProcessBuilder(withSignals.toList())
                .redirectInput(Redirect.from(new java.io.File("/dev/null")))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("SMTPWARD_JAVA", JAVA.toString());
        return new Program(builder.start(), output);
    }

    /** Where it listens, for clients on this machine; waits until it does. */
    Endpoint endpoint() {
        return Endpoint.ofProxy(awaitListening(), "127.0.0.1");
    }

    /** Waits until it says that it listens; returns the port. */
    int awaitListening() {
        Until.soon(
                () -> LISTENING.matcher(output()).find() || !process.isAlive(),
                () -> "a listener; it said " + output());
        Matcher listening = LISTENING.matcher(output());
        if (!listening.find()) {
            throw new AssertionError("smtpward ended: " + output());
        }
        return Integer.parseInt(listening.group(1));
    }

    /** Standard output and standard error so far. */
    String output() {
        try {
            return Files.readString(output, UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** What the started process runs now. */
    String executable() {
        return process.info().command().orElse("");
    }

    /** To be stopped, and to go on. */
    LabProcess process() {
        return new LabProcess(process.toHandle());
    }

    /** SIGTERM to the process that was started. */
    void terminate() {
        process.destroy();
    }

    int awaitExit() {
        try {
            if (!process.waitFor(Until.SOON.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("smtpward does not end; it said " + output());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() throws IOException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        awaitExit();
        Files.delete(output);
    }
}
