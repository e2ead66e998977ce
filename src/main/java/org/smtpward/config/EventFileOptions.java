package org.smtpward.config;

import java.nio.file.Path;

/**
 * The file of events.
 *
 * @param path opened only when the program starts
 * @param maxOctets how large it becomes before another is begun; 0: as large as it likes
 * @param keep how many full ones are kept beside it
 */
public record EventFileOptions(Path path, int maxOctets, int keep) {
    private static final int MIN_OCTETS = 100_000;
    private static final int MAX_OCTETS = 999_999_999;
    private static final int MAX_KEEP = 1000;

    public EventFileOptions {
        if (maxOctets != 0 && maxOctets < MIN_OCTETS) {
            throw new InvalidOption("max-octets", "0, or %d and more: an event may have 10,000".formatted(MIN_OCTETS));
        }
        if (maxOctets < 0 || keep < 1) {
            throw new IllegalArgumentException("not a size, or nothing is kept");
        }
    }

    static Answer<EventFileOptions> read(Section file) {
        var path = file.ask("path").text("the path of a file", EventFileOptions::path);
        var maxOctets = file.ask("max-octets").wholeNumber("octets", 0, MAX_OCTETS);
        var keep = file.ask("keep").wholeNumber("files", 1, MAX_KEEP);
        return file.assemble(() -> new EventFileOptions(path.get(), maxOctets.get(), keep.get()));
    }

    private static Path path(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("an empty path");
        }
        return Path.of(text);
    }
}
