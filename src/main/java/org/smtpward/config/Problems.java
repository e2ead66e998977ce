package org.smtpward.config;

import com.typesafe.config.ConfigOrigin;
import java.util.ArrayList;
import java.util.List;

/** The mistakes found so far. */
final class Problems {
    private final List<Problem> found = new ArrayList<>();

    void note(ConfigOrigin origin, String key, String text) {
        found.add(new Problem(Origin.of(origin), key, text));
    }

    void throwIfAny() throws ConfigurationException {
        if (!found.isEmpty()) {
            throw new ConfigurationException(found);
        }
    }
}
