package org.smtpward.packaging;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What {@code packaging/release} makes of a clone of this tree. It takes more than a minute, so it is made once for all tests of a
 * run, and removed with them.
 *
 * @param source the tree it was made in
 */
public record Release(Path source) {
    private static final int DEADLINE_MINUTES = 8;

    private static final class Once {
        static final Release RELEASE = make();
    }

    public static Release made() {
        return Once.RELEASE;
    }

    /** Where the packages are. */
    public Path directory() {
        return source.resolve("target/release");
    }

    /** What is in the packages, as it is installed. */
    public Path tree() {
        return source.resolve("target/package-tree");
    }

    public Path rpm() {
        return only(".rpm");
    }

    /** The only package whose name ends so. */
    public Path only(String end) {
        try (Stream<Path> files = Files.list(directory())) {
            List<Path> found =
                    files.filter(file -> file.toString().endsWith(end)).toList();
            if (found.size() != 1) {
                throw new AssertionError("not one " + end + ": " + found);
            }
            return found.getFirst();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Release make() {
        try {
            Path directory = Files.createTempDirectory("smtpward-release");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(directory)));
            Path clone = directory.resolve("clone");
            Path said = directory.resolve("release.log");
            ProcessBuilder script = new ProcessBuilder("src/test/packaging/release-a-clone", clone.toString())
                    .redirectInput(new File("/dev/null"))
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile());
            script.environment().put("JAVA_HOME", System.getProperty("java.home"));
            // Surefire tells where Maven has its artifacts.
            String repository = System.getProperty("localRepository");
            if (repository != null) {
                script.environment().put("MAVEN_OPTIONS", "-Dmaven.repo.local=" + repository);
            }
            Process process = script.start();
            if (!process.waitFor(DEADLINE_MINUTES, TimeUnit.MINUTES) || process.exitValue() != 0) {
                process.destroy();
                throw new AssertionError("packaging/release failed: " + Files.readString(said));
            }
            return new Release(clone);
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException e) {
            // The machine's own cleaning of /tmp takes it.
        }
    }
}
