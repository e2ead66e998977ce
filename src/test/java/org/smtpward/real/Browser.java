package org.smtpward.real;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Chromium without a window, new each time. It knows no hosts but those it is told of, and trusts one certificate
 * besides those that all the world trusts.
 */
final class Browser {
    /** Keeps it from talking to its maker, and from what a test machine lacks. Root cannot have the sandbox. */
    static final List<String> ALONE = List.of(
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-proxy-server",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync");

    /** The first start reads all of the browser from disk, on a busy machine. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Browser() {}

    /**
     * Opens {@code url} and goes wherever that leads, until a page has come whole; what that page is then, as HTML.
     * Returns when every process of the browser has ended.
     *
     * @param directory for all that it writes
     * @param hosts {@code host:port} to port of 127.0.0.1
     */
    static String visit(String url, Path directory, Map<String, Integer> hosts, Path trusted)
            throws IOException, GeneralSecurityException {
        List<String> command = new ArrayList<>(List.of("chromium"));
        command.addAll(ALONE);
        command.add("--user-data-dir=" + directory.resolve("profile"));
        command.add("--host-resolver-rules=" + rules(hosts));
        command.add("--ignore-certificate-errors-spki-list=" + pin(trusted));
        command.add("--dump-dom");
        command.add(url);
        File page = directory.resolve("page.html").toFile();
        File complaints = directory.resolve("browser.err").toFile();
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(Redirect.from(new File("/dev/null")))
                .redirectOutput(page)
                .redirectError(complaints);
        builder.environment().put("HOME", directory.toString());
        builder.environment().put("TMPDIR", directory.toString());
        awaitEnd(builder.start(), directory, complaints);
        return Files.readString(page.toPath(), UTF_8);
    }

    private static void awaitEnd(Process browser, Path directory, File complaints) throws IOException {
        try {
            if (!browser.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("no page in " + PATIENCE.toSeconds() + " s: " + read(complaints));
            }
            if (browser.exitValue() != 0) {
                throw new AssertionError("exit code " + browser.exitValue() + ": " + read(complaints));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } finally {
            processes(directory).forEach(ProcessHandle::destroyForcibly);
            Until.soon(() -> processes(directory).isEmpty(), () -> "the end of " + processes(directory));
        }
    }

    /** All that have {@code directory} in their arguments: the browser's own and its crash handler, an orphan by intent. */
    static List<ProcessHandle> processes(Path directory) {
        return ProcessHandle.allProcesses()
                .filter(process -> arguments(process).contains(directory.toString()))
                .toList();
    }

    /** Those of the dead are empty. */
    private static String arguments(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"), ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }

    private static String rules(Map<String, Integer> hosts) {
        return Stream.concat(
                        hosts.entrySet().stream()
                                .map(host -> "MAP %s 127.0.0.1:%d".formatted(host.getKey(), host.getValue())),
                        Stream.of("MAP * ~NOTFOUND"))
                .collect(Collectors.joining(","));
    }

    /** As RFC 7469 §2.4 has it: what identifies the key. */
    private static String pin(Path certificate) throws IOException, GeneralSecurityException {
        try (InputStream pem = Files.newInputStream(certificate)) {
            byte[] key = CertificateFactory.getInstance("X.509")
                    .generateCertificate(pem)
                    .getPublicKey()
                    .getEncoded();
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(key));
        }
    }

    private static String read(File file) {
        try {
            return Files.readString(file.toPath(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
