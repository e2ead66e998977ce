package org.smtpward.events;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Appends lines to a file, and begins another when it is full or somebody has moved it away. There is never half a line in it:
 * what a full disk did not take whole is taken back.
 *
 * <p>Not logback's rolling file: that swallows the errors of a disk, and which lines were lost could not be counted.
 */
final class FileSink implements EventSink {
    /** Readable for owner and group: it tells who was attacked. */
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_AND_GROUP =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----"));

    private final Path path;
    private final long maxOctets;
    private final int keep;
    private @Nullable Opened opened;

    /** A file that is open, and which one it is on the disk. */
    private record Opened(FileChannel channel, Object fileKey) {}

    /** @param maxOctets 0: it is never full */
    FileSink(Path path, long maxOctets, int keep) {
        this.path = path.toAbsolutePath();
        this.maxOctets = maxOctets;
        this.keep = keep;
    }

    @Override
    public void open() throws IOException {
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw new FileSystemException(path.toString(), null, "not a regular file");
        }
        // Or it could not be renamed once it is full, and nobody would know before.
        Path directory = Objects.requireNonNull(path.getParent());
        if (maxOctets > 0 && Files.exists(path) && !Files.isWritable(directory)) {
            throw new FileSystemException(directory.toString(), null, "no file can be renamed there when it is full");
        }
        reopen();
    }

    @Override
    public void write(Event event, byte[] line) throws IOException {
        FileChannel channel = isStillThere() ? current() : reopen();
        if (maxOctets > 0 && channel.size() > 0 && channel.size() + line.length > maxOctets) {
            shift();
            channel = reopen();
        }
        append(channel, line);
    }

    @Override
    public void close() throws IOException {
        if (opened != null) {
            opened.channel().close();
            opened = null;
        }
    }

    private static void append(FileChannel channel, byte[] line) throws IOException {
        long before = channel.size();
        try {
            ByteBuffer octets = ByteBuffer.wrap(line);
            while (octets.hasRemaining()) {
                channel.write(octets);
            }
        } catch (IOException e) {
            if (channel.isOpen()) {
                channel.truncate(before);
            }
            throw e;
        }
    }

    /** The path names the file that is open; logrotate renames it, perhaps between our opening it and looking at it. */
    private boolean isStillThere() throws IOException {
        if (opened == null || !opened.channel().isOpen()) {
            return false;
        }
        try {
            var there = Files.readAttributes(path, BasicFileAttributes.class);
            return Objects.equals(there.fileKey(), opened.fileKey())
                    && there.size() == opened.channel().size();
        } catch (NoSuchFileException moved) {
            return false;
        }
    }

    private Optional<Object> fileKey() throws IOException {
        try {
            return Optional.of(
                    Files.readAttributes(path, BasicFileAttributes.class).fileKey());
        } catch (NoSuchFileException moved) {
            return Optional.empty();
        }
    }

    private FileChannel current() {
        return Objects.requireNonNull(opened).channel();
    }

    private FileChannel reopen() throws IOException {
        close();
        FileChannel channel = openOrMake();
        opened = new Opened(channel, fileKey().orElseThrow(() -> new FileNotFoundException(path.toString())));
        return channel;
    }

    /** One that is there keeps its mode: the operator may have given it another. */
    private FileChannel openOrMake() throws IOException {
        if (Files.exists(path)) {
            return FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
        Path directory = Objects.requireNonNull(path.getParent());
        if (!Files.isDirectory(directory)) {
            throw new NoSuchFileException(
                    path.toString(),
                    null,
                    "no such directory: mkdir %s; a service unit makes /var/log/smtpward by LogsDirectory=smtpward"
                            .formatted(directory));
        }
        FileChannel made =
                FileChannel.open(path, Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND), OWNER_AND_GROUP);
        if (Files.getFileStore(path).supportsFileAttributeView("posix")) {
            // The umask, 0077 of a service, has taken the group away.
            Files.setPosixFilePermissions(path, OWNER_AND_GROUP.value());
        }
        return made;
    }

    /** From the oldest on, so that the one that is lost is the last; none, if the full one cannot be renamed. */
    private void shift() throws IOException {
        Files.move(path, numbered(0), StandardCopyOption.REPLACE_EXISTING);
        for (int number = keep - 1; number >= 1; number--) {
            if (Files.exists(numbered(number))) {
                Files.move(numbered(number), numbered(number + 1), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Files.move(numbered(0), numbered(1), StandardCopyOption.REPLACE_EXISTING);
    }

    private Path numbered(int number) {
        return path.resolveSibling(path.getFileName() + "." + number);
    }
}
