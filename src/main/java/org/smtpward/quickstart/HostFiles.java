package org.smtpward.quickstart;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.smtpward.sendmail.BoundedFile;
import org.smtpward.sendmail.Printable;
import org.smtpward.sendmail.SendmailCf;
import org.smtpward.sendmail.SendmailException;

/**
 * A host's files, by their absolute paths there, below a root directory. Symbolic links are followed within that root. A file that is
 * there and cannot be read is remembered in {@link #troubles}.
 */
final class HostFiles {
    private static final int MAX_LINKS = 40;
    private static final int MAX_SMALL = 1 << 20;

    private final Path root;
    private final List<String> troubles = new ArrayList<>();

    HostFiles(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    /** Whether it is the root directory of this very machine. */
    boolean isThisMachine() {
        return root.equals(root.getRoot());
    }

    /** What could not be read, a sentence each. */
    List<String> troubles() {
        return List.copyOf(troubles);
    }

    void remember(String trouble) {
        troubles.add(trouble);
    }

    boolean exists(String path) {
        try {
            return Files.exists(resolve(path));
        } catch (FileSystemLoopException e) {
            // There is something, which cannot be read.
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** The first of these that is there. */
    Optional<String> firstOf(String... paths) {
        return Stream.of(paths).filter(this::exists).findFirst();
    }

    Optional<byte[]> octets(String path, int maxOctets) {
        try {
            return Optional.of(BoundedFile.read(resolve(path), maxOctets));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            troubles.add("%s: %s".formatted(Printable.of(path), BoundedFile.why(e)));
            return Optional.empty();
        }
    }

    /** Its own errors, as a plan without it makes no sense. */
    SendmailCf sendmailCf(String path) throws SendmailException {
        try {
            return SendmailCf.read(resolve(path), path);
        } catch (IOException e) {
            throw new SendmailException(path, BoundedFile.why(e));
        }
    }

    /** Of 1 MiB at most. */
    Optional<String> text(String path) {
        return octets(path, MAX_SMALL).map(octets -> new String(octets, ISO_8859_1));
    }

    List<String> lines(String path) {
        return text(path).map(text -> Arrays.asList(text.split("\n", -1))).orElse(List.of());
    }

    /** Where {@code path} is in this machine's tree. */
    Path resolve(String path) throws IOException {
        Deque<String> left = new ArrayDeque<>(names(path));
        Path at = root;
        int links = 0;
        while (!left.isEmpty()) {
            String name = left.pop();
            if (name.equals("..")) {
                at = at.equals(root) ? root : at.resolve("..").normalize();
                continue;
            }
            Path next = at.resolve(name);
            if (!Files.isSymbolicLink(next)) {
                at = next;
                continue;
            }
            if (++links > MAX_LINKS) {
                throw new FileSystemLoopException(path);
            }
            Path target = Files.readSymbolicLink(next);
            names(target.toString()).reversed().forEach(left::push);
            at = target.isAbsolute() ? root : at;
        }
        return at;
    }

    private static List<String> names(String path) {
        return Stream.of(path.split("/", -1))
                .filter(name -> !name.isEmpty() && !name.equals("."))
                .toList();
    }
}
