package org.smtpward.sendmail;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A regular file's octets, up to a bound: neither a device nor a pipe nor a huge file holds the reader up. */
public final class BoundedFile {
    private BoundedFile() {}

    public static byte[] read(Path file, int maxOctets) throws IOException {
        if (Files.isDirectory(file)) {
            throw new FileSystemException(file.toString(), null, "is a directory");
        }
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new FileSystemException(file.toString(), null, "is no regular file");
        }
        try (InputStream input = Files.newInputStream(file)) {
            byte[] octets = input.readNBytes(maxOctets + 1);
            if (octets.length > maxOctets) {
                throw new FileSystemException(file.toString(), null, "is larger than " + maxOctets + " octets");
            }
            return octets;
        }
    }

    /** In words, without the file's name. */
    public static String why(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "no such file";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied; run this as root";
        }
        if (e instanceof FileSystemLoopException) {
            return "too many levels of symbolic links";
        }
        return e instanceof FileSystemException other && other.getReason() != null
                ? Printable.of(other.getReason())
                : "cannot be read";
    }
}
