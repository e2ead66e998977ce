package org.smtpward;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;

/**
 * Which smtpward this is.
 *
 * @param version such as {@code 0.1.0}
 * @param revision the commit it was built from, or {@code unknown}
 */
public record Build(String version, String revision) {
    /** What the build has written down. */
    public static Build current() {
        try (InputStream in = Objects.requireNonNull(Build.class.getResourceAsStream("build.properties"))) {
            var properties = new Properties();
            properties.load(in);
            return new Build(
                    properties.getProperty("version", "unknown"), properties.getProperty("revision", "unknown"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
