package org.smtpward.lab;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/**
 * A root directory of its own for one server: hard links to the files that {@code src/test/lab/sendmail-root}, {@code
 * postfix-root} or {@code package-root} made once. Nothing is mounted. Never write into a file that is there already: its content is everybody's.
 */
final class LabRoot {
    private final Path path;

    private LabRoot(Path path) {
        this.path = path;
    }

    /** With the server of {@code program}, which is {@code sendmail} or {@code postfix}, in a release of Debian; with none for {@code package}. */
    static LabRoot create(String program, String release) throws IOException {
        Path template = Path.of(run(Redirect.PIPE, "src/test/lab/" + program + "-root", release));
        Path instances = Files.createDirectories(template.resolveSibling("instances"));
        Path path = Files.createTempDirectory(instances, "");
        run(Redirect.PIPE, "cp", "-al", template + "/.", path.toString());
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
        return new LabRoot(path);
    }

    Path resolve(String name) {
        return path.resolve(name);
    }

    /** A command line that runs {@code command} in here. */
    List<String> inside(String... command) {
        return concat(List.of("chroot", path.toString()), List.of(command));
    }

    /** Another file in the place of one that all roots share; root alone can read it. */
    void replace(String name, String text) throws IOException {
        replace(name, text, "rw-------");
    }

    void replace(String name, String text, String permissions) throws IOException {
        Path file = resolve(name);
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)));
        Files.writeString(file, text);
    }

    void makemap(String map) throws IOException {
        Path source = resolve("etc/mail/" + map);
        run(
                Redirect.from(source.toFile()),
                inside("/usr/libexec/sendmail/makemap", "-C", "/etc/mail/sendmail.cf", "hash", "/etc/mail/" + map)
                        .toArray(String[]::new));
    }

    /** A command of the shell in here. */
    void shell(String script) throws IOException {
        run(Redirect.PIPE, inside("/bin/sh", "-euc", script).toArray(String[]::new));
    }

    void delete() throws IOException {
        Files.walkFileTree(path, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException failure) throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Runs a command to its end; what it says on standard error goes to ours. */
    private static String run(Redirect input, String... command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectInput(input)
                .redirectError(Redirect.INHERIT)
                .start();
        process.getOutputStream().close();
        try (InputStream output = process.getInputStream()) {
            String said = new String(output.readAllBytes(), UTF_8).strip();
            if (process.waitFor() != 0) {
                throw new LabFailure(String.join(" ", command) + " failed: " + said);
            }
            return said;
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new LabFailure("interrupted", e);
        }
    }

    private static List<String> concat(List<String> first, List<String> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }
}
