package org.smtpward.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Priorities of lines for systemd's journal: {@code <3>} before a line of the standard error is an error there (sd-daemon(3)),
 * so that {@code journalctl -p warning} finds it. Only where the standard error is the journal itself, as {@code JOURNAL_STREAM}
 * says (systemd.exec(5)); anywhere else these characters would be noise.
 */
public enum JournalPriority {
    ERROR(3),
    WARNING(4),
    INFO(6),
    DEBUG(7);

    private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

    private final String prefix;

    JournalPriority(int number) {
        this.prefix = "<" + number + ">";
    }

    /** Whether the standard error of this process is the journal. */
    public static boolean isWanted() {
        return isWanted(System.getenv().getOrDefault("JOURNAL_STREAM", ""), STANDARD_ERROR);
    }

    /** Whether {@code stream}, DEVICE:INODE in decimal, is the file behind {@code descriptor}. */
    static boolean isWanted(String stream, Path descriptor) {
        if (stream.isEmpty()) {
            return false;
        }
        try {
            var file = Files.readAttributes(descriptor, "unix:dev,ino");
            return stream.equals(file.get("dev") + ":" + file.get("ino"));
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException noSuchFile) {
            return false;
        }
    }

    /** {@code text} with the prefix before each of its lines, as a priority is for one line. */
    String before(String text) {
        var lines = new StringBuilder(text.length() + prefix.length());
        for (String line : text.split("(?<=\n)", -1)) {
            if (!line.isEmpty()) {
                lines.append(prefix).append(line);
            }
        }
        return lines.toString();
    }

    /** A writer to {@code out} whose lines have this priority. Not thread safe; flushed at each end of a line. */
    public PrintWriter writer(OutputStream out) {
        var prefixed = new OutputStream() {
            private boolean isAtLineStart = true;

            @Override
            public void write(int octet) throws IOException {
                if (isAtLineStart) {
                    out.write(prefix.getBytes(UTF_8));
                }
                out.write(octet);
                isAtLineStart = octet == '\n';
            }

            @Override
            public void flush() throws IOException {
                out.flush();
            }
        };
        return new PrintWriter(prefixed, true, UTF_8);
    }
}
