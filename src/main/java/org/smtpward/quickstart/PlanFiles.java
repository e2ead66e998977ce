package org.smtpward.quickstart;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;

/** Writes the files of a plan into a directory. Nothing that is there is overwritten: then nothing at all is written. */
public final class PlanFiles {
    private PlanFiles() {}

    /**
     * @return what was written, in order
     * @throws FileAlreadyExistsException one of them is there
     */
    public static List<Path> write(Path directory, Map<String, String> files) throws IOException {
        Files.createDirectories(directory);
        for (String name : files.keySet()) {
            Path file = directory.resolve(name);
            if (Files.exists(file, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
                throw new FileAlreadyExistsException(file.toString());
            }
        }
        List<Path> written = files.keySet().stream().map(directory::resolve).toList();
        for (Map.Entry<String, String> file : files.entrySet()) {
            Files.writeString(
                    directory.resolve(file.getKey()), file.getValue(), US_ASCII, StandardOpenOption.CREATE_NEW);
        }
        return written;
    }
}
