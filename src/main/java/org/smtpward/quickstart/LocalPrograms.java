package org.smtpward.quickstart;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** This machine's programs. Each gets no input, ten seconds, and an output that fits into a pipe. */
public final class LocalPrograms implements HostPrograms {
    private static final int PATIENCE_SECONDS = 10;
    private static final int MAX_OUTPUT = 64 << 10;

    @Override
    public Optional<String> output(List<String> command) {
        var builder = new ProcessBuilder(command)
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .directory(new File("/"));
        builder.environment().put("LC_ALL", "C");
        try {
            Process process = builder.start();
            try (InputStream output = process.getInputStream()) {
                return process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)
                        ? Optional.of(new String(output.readNBytes(MAX_OUTPUT), ISO_8859_1))
                        : Optional.empty();
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
