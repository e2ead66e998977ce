package org.smtpward.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;

/** A {@code { ... }} of the configuration. It remembers what it was asked for; other keys in it are unknown. */
final class Section {
    private final String path;
    private final ConfigObject values;
    private final Problems problems;
    private final Set<String> asked = new LinkedHashSet<>();

    /** @param path empty for {@code smtpward} itself, which no message repeats */
    Section(String path, ConfigObject values, Problems problems) {
        this.path = path;
        this.values = values;
        this.problems = problems;
    }

    /** The value of a key that must be there. */
    Setting ask(String key) {
        return find(key)
                .orElseGet(
                        () -> setting(key, ConfigValueFactory.fromAnyRef(null).withOrigin(values.origin())));
    }

    /** The value of a key that may be absent. */
    Optional<Setting> find(String key) {
        asked.add(key);
        return Optional.ofNullable(values.get(key)).map(value -> setting(key, value));
    }

    /** The value of a key that may be absent; then it is {@code otherwise}. */
    <T> Answer<T> find(String key, Function<Setting, Answer<T>> read, T otherwise) {
        return find(key).map(read).orElseGet(() -> new Answer.Given<>(otherwise));
    }

    /** To be called last: makes the record of this section and complains about keys that nobody asked for. */
    <T> Answer<T> assemble(Supplier<T> make) {
        for (String key : new TreeSet<>(values.keySet())) {
            if (!asked.contains(key)) {
                problems.note(valueOf(key).origin(), pathOf(key), "unknown key; " + advice(key));
            }
        }
        try {
            return new Answer.Given<>(make.get());
        } catch (Answer.Missing alreadyNoted) {
            return new Answer.Refused<>();
        } catch (InvalidOption invalid) {
            problems.note(valueOf(invalid.key()).origin(), pathOf(invalid.key()), invalid.text());
            return new Answer.Refused<>();
        }
    }

    private String advice(String key) {
        return NearestWord.to(key, asked)
                .map(near -> "did you mean " + pathOf(near) + "?")
                .orElseGet(() -> "known here: " + String.join(", ", asked));
    }

    private Setting setting(String key, ConfigValue value) {
        return new Setting(pathOf(key), value, problems);
    }

    private ConfigValue valueOf(String key) {
        return Optional.ofNullable(values.get(key)).orElse(values);
    }

    private String pathOf(String key) {
        return path.isEmpty() || key.isEmpty() ? path + key : path + "." + key;
    }
}
