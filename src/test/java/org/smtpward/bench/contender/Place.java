package org.smtpward.bench.contender;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.smtpward.bench.Identity;
import org.smtpward.lab.FreePort;

/**
 * Where a contender is to run.
 *
 * @param directory its own, for its configuration and log
 * @param port where it listens, on 127.0.0.1
 * @param spare another free port
 * @param sink the port of the backend, on 127.0.0.1
 * @param identity its certificate
 */
public record Place(Path directory, int port, int spare, int sink, Identity identity) {
    /** One with free ports. */
    public static Place prepare(Path directory, int sink, Identity identity) throws IOException {
        // The workers of some run as nobody.
        Files.setPosixFilePermissions(Files.createDirectories(directory), PosixFilePermissions.fromString("rwxr-xr-x"));
        return new Place(directory, FreePort.choose(), FreePort.choose(), sink, identity);
    }

    /** Writes a file there. */
    Path write(String name, String text) {
        try {
            return Files.writeString(directory.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
