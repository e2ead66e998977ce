package org.smtpward.lab;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A machine that packages are installed on, as far as its files go: a root directory with Debian bullseye's C library and tools,
 * and the databases of rpm and dpkg, both empty. It shares network and processes with this machine.
 */
public final class PackageHost implements AutoCloseable {
    private static final String CAPABILITIES = "-all,+net_bind_service,+net_raw";

    /** What a program said, standard output and standard error mixed, and how it ended. */
    public record Output(int exitCode, String text) {}

    private final LabRoot root;

    private PackageHost(LabRoot root) {
        this.root = root;
    }

    public static PackageHost create() {
        try {
            return new PackageHost(LabRoot.create("package", "bullseye"));
        } catch (IOException e) {
            throw new LabFailure("no root for packages", e);
        }
    }

    public Path resolve(String name) {
        return root.resolve(name);
    }

    /** {@code rpm ARGUMENTS}; with {@code --nodeps} where it counts, as the C library here came by another way. */
    public Output rpm(String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(List.of("rpm", "--root", root.resolve("").toString()));
        command.add("--force-debian");
        command.addAll(List.of(arguments));
        return toItsEnd(new ProcessBuilder(command));
    }

    /** {@code dpkg ARGUMENTS}, likewise. */
    public Output dpkg(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("dpkg", "--root=" + root.resolve(""), "--force-depends"));
        command.addAll(List.of(arguments));
        return toItsEnd(new ProcessBuilder(command));
    }

    /** As root, in here. */
    public Output run(String... command) throws IOException {
        return toItsEnd(new ProcessBuilder(root.inside(command)));
    }

    /**
     * What starts {@code command} as systemd would by a unit with {@code User=user}, with the capabilities that ours has, and
     * with a private mount of /proc. The process is that of the command.
     */
    public ProcessBuilder asService(String user, List<String> command) {
        Stream<String> before = Stream.of(
                "unshare",
                "--mount",
                "sh",
                "-ec",
                "mount --bind /proc \"$0/proc\"; exec chroot \"$0\" \"$@\"",
                root.resolve("").toString(),
                "setpriv",
                "--reuid=" + user,
                "--regid=" + user,
                "--clear-groups",
                "--inh-caps=" + CAPABILITIES,
                "--ambient-caps=" + CAPABILITIES,
                "--bounding-set=" + CAPABILITIES,
                "--no-new-privs");
        return new ProcessBuilder(Stream.concat(before, command.stream()).toList());
    }

    /** The files below {@code directories} that exist, by their names in here. */
    public List<String> files(String... directories) throws IOException {
        List<String> found = new ArrayList<>();
        for (String directory : directories) {
            if (Files.exists(resolve(directory))) {
                try (Stream<Path> files = Files.walk(resolve(directory))) {
                    files.filter(Files::isRegularFile)
                            .map(file -> "/" + root.resolve("").relativize(file))
                            .sorted()
                            .forEach(found::add);
                }
            }
        }
        return found;
    }

    private static Output toItsEnd(ProcessBuilder builder) throws IOException {
        Process process = builder.redirectErrorStream(true).start();
        process.getOutputStream().close();
        try (InputStream output = process.getInputStream()) {
            String said = new String(output.readAllBytes(), UTF_8);
            return new Output(process.waitFor(), said);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new LabFailure("interrupted", e);
        }
    }

    @Override
    public void close() {
        try {
            root.delete();
        } catch (IOException e) {
            throw new LabFailure("cannot clean up", e);
        }
    }
}
