package org.smtpward.events;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.slf4j.LoggerFactory;

/** The least level of lines in the log, {@code SMTPWARD_LOG_LEVEL}: a system property, else a variable of the environment. */
public final class LogLevel {
    private static final String NAME = "SMTPWARD_LOG_LEVEL";
    private static final List<String> ACCEPTED = List.of("ERROR", "WARN", "INFO", "DEBUG", "TRACE");
    private static final int MAX_SHOWN = 40;

    private LogLevel() {}

    /** To be called before the first logger is made: one that nobody knows becomes INFO, with a warning. Logback takes DEBUG. */
    public static void settle() {
        settle(System.getenv(), System.getProperties())
                .ifPresent(warning -> LoggerFactory.getLogger("org.smtpward").warn(warning));
    }

    /** What to warn of, if {@code properties} had to be changed. */
    static Optional<String> settle(Map<String, String> environment, Properties properties) {
        String level = properties.getProperty(NAME, environment.getOrDefault(NAME, ""));
        if (level.isEmpty() || ACCEPTED.contains(level.toUpperCase(Locale.ROOT))) {
            return Optional.empty();
        }
        properties.setProperty(NAME, "INFO");
        String shown = level.replaceAll("[^\\x21\\x23-\\x7e]", "?");
        return Optional.of("event=log-level value=\"%s\" hint=\"%s: expected %s; INFO is in force\""
                .formatted(shown.substring(0, Math.min(shown.length(), MAX_SHOWN)), NAME, String.join("|", ACCEPTED)));
    }
}
