package org.smtpward.config;

import java.util.List;
import java.util.Map;

/** Configurations from text, without this machine's environment. */
final class Reading {
    static final String NAME = "smtpward.conf";

    private Reading() {}

    /** The defaults, but for {@code body}, which stands in the section smtpward. */
    static Configuration of(String body) throws ConfigurationException {
        return ofText("smtpward {\n" + body + "\n}");
    }

    static Configuration ofText(String hocon) throws ConfigurationException {
        return effective(hocon, Map.of()).configuration();
    }

    static EffectiveConfiguration effective(String hocon, Map<String, String> environment)
            throws ConfigurationException {
        return new ConfigurationLoader(environment).loadText(hocon, NAME);
    }

    /** The lines of the message; {@code body} begins on line 2. */
    static List<String> problemsOf(String body) {
        return problemsOfText("smtpward {\n" + body + "\n}", Map.of());
    }

    static List<String> problemsOfText(String hocon, Map<String, String> environment) {
        try {
            effective(hocon, environment);
            return List.of();
        } catch (ConfigurationException e) {
            return e.getMessage().lines().toList();
        }
    }
}
