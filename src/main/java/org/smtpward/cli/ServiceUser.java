package org.smtpward.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The access of another user, asked of the kernel by a process that is this user: so ACLs and directories count, which
 * nobody has to work out. Needs root and setpriv (util-linux).
 *
 * @param name such as smtpward
 * @param uid in decimal
 * @param gid that of the first group
 * @param group its name
 */
record ServiceUser(String name, String uid, String gid, String group) implements FileAccess {
    private static final int PATIENCE_SECONDS = 30;

    /** The one with this name; empty if there is none. */
    static Optional<ServiceUser> of(String name) {
        if (!name.matches("[A-Za-z0-9_][A-Za-z0-9_.-]*\\$?")) {
            return Optional.empty();
        }
        return id("-u", name).flatMap(uid -> id("-g", name)
                .flatMap(gid -> id("-gn", name).map(group -> new ServiceUser(name, uid, gid, group))));
    }

    @Override
    public boolean isReadable(Path file) {
        return test("-r", file);
    }

    @Override
    public boolean isWritable(Path file) {
        return test("-w", file);
    }

    @Override
    public boolean isSearchable(Path directory) {
        return test("-x", directory);
    }

    private boolean test(String what, Path file) {
        return run(List.of(
                        "setpriv",
                        "--reuid=" + uid,
                        "--regid=" + gid,
                        "--init-groups",
                        "test",
                        what,
                        file.toAbsolutePath().toString()))
                .isPresent();
    }

    private static Optional<String> id(String what, String name) {
        return run(List.of("id", what, name));
    }

    /** What it says, if it ends well. */
    static Optional<String> run(List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return Optional.empty();
            }
            return process.exitValue() == 0 ? Optional.of(said) : Optional.empty();
        } catch (IOException notThere) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** Whether the kernel can be asked as this user: it takes root and setpriv. */
    boolean canBeAsked() {
        return test("-d", Path.of("/"));
    }
}
