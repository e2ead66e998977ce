package org.smtpward.real;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.smtpward.lab.Sendmail;

/** A process that is stopped, or killed in the middle of what it does: mostly one of sendmail's. */
record LabProcess(ProcessHandle handle) {
    /** The directory that is the root of {@code sendmail}; the certificate is {@code etc/mail/tls/cert.pem} in it. */
    static Path root(Sendmail sendmail) {
        return sendmail.certificate().resolve("../../../..").normalize();
    }

    /** The one that accepts connections; its children serve them. */
    static LabProcess daemon(Sendmail sendmail) throws IOException {
        String first = Files.readAllLines(root(sendmail).resolve("run/sendmail.pid"))
                .getFirst()
                .strip();
        return new LabProcess(ProcessHandle.of(Long.parseLong(first)).orElseThrow());
    }

    /** The one that serves the only client. */
    static LabProcess session(Sendmail sendmail) throws IOException {
        List<ProcessHandle> children = daemon(sendmail)
                .handle
                .children()
                .filter(child -> child.info().command().orElse("").endsWith("/sendmail"))
                .toList();
        if (children.size() != 1) {
            throw new AssertionError("not one session: " + children);
        }
        return new LabProcess(children.getFirst());
    }

    /** It keeps its connections and does nothing any more. */
    void stop() throws IOException {
        signal("STOP");
    }

    /** It goes on. */
    void resume() throws IOException {
        signal("CONT");
    }

    /** It is to read its configuration again. */
    void hangUp() throws IOException {
        signal("HUP");
    }

    void kill() {
        handle.destroyForcibly();
    }

    /** Any one, by its name without SIG. */
    void signal(String name) throws IOException {
        Tool.Output output = Tool.run(List.of("kill", "-" + name, Long.toString(handle.pid())));
        if (output.exitCode() != 0) {
            throw new AssertionError(output.text());
        }
    }

    /** Waits until somebody is connected to the daemon of {@code sendmail}, accepted or not. */
    static void awaitConnection(Sendmail sendmail) {
        Until.soon(() -> connections(sendmail).findAny().isPresent(), () -> "a connection");
    }

    /** Waits until {@code octets} wait for the daemon's only session to read them. */
    static void awaitUnread(Sendmail sendmail, int octets) {
        Until.soon(
                () -> connections(sendmail).anyMatch(field -> Long.parseLong(field[4].split(":")[1], 16) >= octets),
                () -> octets + " unread octets");
    }

    /** Its lines of /proc/net/tcp that are ESTABLISHED. */
    private static Stream<String[]> connections(Sendmail sendmail) {
        try {
            return Files.readAllLines(Path.of("/proc/net/tcp")).stream()
                    .map(line -> line.strip().split(" +"))
                    .filter(field -> field[1].endsWith(":%04X".formatted(sendmail.port())) && field[3].equals("01"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
