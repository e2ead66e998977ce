package org.smtpward.real;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * {@code openssl s_client -starttls smtp}: says EHLO and STARTTLS itself, which it does not show; what it is given after
 * that goes into TLS as it is. A deadline ends it, and then every reply is empty.
 */
final class OpensslClient implements AutoCloseable {
    private final Process process;
    private final BufferedReader replies;
    private final StringBuilder transcript = new StringBuilder();

    private OpensslClient(Process process) {
        this.process = process;
        this.replies = new BufferedReader(new InputStreamReader(process.getInputStream(), ISO_8859_1));
    }

    /** The client, somewhere in its handshake. With {@code -crlf} in {@code options} LF is sent as CRLF. */
    static OpensslClient start(Endpoint server, Path trusted, String... options) throws IOException {
        return new OpensslClient(new ProcessBuilder(Stream.concat(
                                command(server, trusted).stream(),
                                Stream.concat(Stream.of("-quiet", "-verify_quiet"), Stream.of(options)))
                        .toList())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    /** The handshake only; what openssl says about it. */
    static Tool.Output connectOnly(Endpoint server, Path trusted, String... options) throws IOException {
        return Tool.run(Stream.concat(command(server, trusted).stream(), Stream.of(options))
                .toList());
    }

    /** The handshake, then what a person would type; what openssl says about it. */
    static Tool.Output handshakeThen(String typed, Endpoint server, Path trusted, String... options)
            throws IOException {
        Path input = Files.createTempFile("openssl", ".in");
        try {
            Files.writeString(input, typed, ISO_8859_1);
            return Tool.run(
                    Stream.concat(command(server, trusted).stream(), Stream.of(options))
                            .toList(),
                    input);
        } finally {
            Files.delete(input);
        }
    }

    private static List<String> command(Endpoint server, Path trusted) {
        // timeout: reading from a pipe knows no deadline.
        return List.of(
                "timeout",
                "120",
                "openssl",
                "s_client",
                "-connect",
                server.hostPort(),
                "-bind",
                server.source() + ":0",
                "-starttls",
                "smtp",
                "-name",
                "client.test",
                "-servername",
                "mail.example.test",
                "-CAfile",
                trusted.toString(),
                "-verify_return_error");
    }

    /** Sends {@code octets} and reads {@code replies} replies. */
    void command(String octets, int replyCount) throws IOException {
        process.getOutputStream().write(octets.getBytes(ISO_8859_1));
        process.getOutputStream().flush();
        for (int i = 0; i < replyCount; i++) {
            reply();
        }
    }

    private void reply() throws IOException {
        String line;
        do {
            line = replies.readLine();
            transcript.append(line == null ? "" : line + "\n");
        } while (line != null && line.length() > 3 && line.charAt(3) == '-');
    }

    /** Waits for the end, which the server makes; every reply there was. */
    String transcript() throws IOException {
        replies.lines().forEach(line -> transcript.append(line).append('\n'));
        try {
            if (!process.waitFor(Until.SOON.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("openssl does not end: " + transcript);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
        return transcript.toString();
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
