package org.smtpward.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A value of the configuration with its key. Each method below is one type that a reader may want it to be. */
final class Setting {
    private static final Pattern WHOLE_NUMBER = Pattern.compile("-?\\d{1,9}");
    private static final Pattern TIME_WITH_UNIT = Pattern.compile("\\d+(\\.\\d+)?\\s*[a-z]+");
    private static final Pattern INDEX = Pattern.compile("\\d{1,6}");
    private static final int MAX_FOUND_CHARACTERS = 60;

    private final String path;
    private final ConfigValue value;
    private final Problems problems;

    Setting(String path, ConfigValue value, Problems problems) {
        this.path = path;
        this.value = value;
        this.problems = problems;
    }

    /** Whether nobody has set it. */
    boolean isDefault() {
        return Origin.of(value.origin()).equals("reference.conf");
    }

    /** Both bounds count; so does a number in quotes, since that is all that the environment can give. */
    Answer<Integer> wholeNumber(String unit, int min, int max) {
        String expected = "a whole number of %s between %d and %d".formatted(unit, min, max);
        return scalar().filter(text -> WHOLE_NUMBER.matcher(text).matches())
                .map(Integer::valueOf)
                .filter(number -> min <= number && number <= max)
                .map(Setting::given)
                .orElseGet(() -> refuse(expected));
    }

    /** The unit must be there: a bare number would be milliseconds in HOCON and seconds in most minds. */
    Answer<Duration> time(String min, String max) {
        String expected = "a time between %s and %s, with its unit".formatted(min, max);
        return scalar().filter(text -> TIME_WITH_UNIT.matcher(text).matches())
                .flatMap(Setting::duration)
                .filter(time -> time.compareTo(duration(min).orElseThrow()) >= 0)
                .filter(time -> time.compareTo(duration(max).orElseThrow()) <= 0)
                .map(Setting::given)
                .orElseGet(() -> refuse(expected));
    }

    /** One of the values of an enum. */
    <E extends Enum<E>> Answer<E> word(E[] accepted, Function<E, String> label) {
        return scalar().flatMap(text -> Arrays.stream(accepted)
                        .filter(one -> label.apply(one).equals(text))
                        .findFirst())
                .map(Setting::given)
                .orElseGet(() -> refuse(Arrays.stream(accepted).map(label).collect(Collectors.joining("|"))));
    }

    Answer<Boolean> flag() {
        return scalar().filter(text -> text.equals("true") || text.equals("false"))
                .map(Boolean::valueOf)
                .map(Setting::given)
                .orElseGet(() -> refuse("true or false"));
    }

    /** @param convert throws {@link IllegalArgumentException} for a text that is not what is expected */
    <T> Answer<T> text(String expected, Function<String, T> convert) {
        Optional<String> text = scalar();
        if (text.isEmpty()) {
            return refuse(expected);
        }
        try {
            return given(convert.apply(text.get()));
        } catch (InvalidOption reason) {
            problems.note(value.origin(), path, reason.text());
            return new Answer.Refused<>();
        } catch (IllegalArgumentException malformed) {
            return refuse(expected);
        }
    }

    <T> Answer<T> section(Function<Section, Answer<T>> read) {
        return value instanceof ConfigObject object
                ? read.apply(new Section(path, object, problems))
                : refuse("a section { ... }");
    }

    <T> Answer<List<T>> each(Function<Setting, Answer<T>> read) {
        Optional<List<ConfigValue>> elements = elements();
        if (elements.isEmpty()) {
            return refuse("a list [ ... ]");
        }
        List<T> values = new ArrayList<>();
        boolean complete = true;
        int index = 0;
        for (ConfigValue element : elements.get()) {
            Answer<T> answer = read.apply(new Setting(path + "[" + index++ + "]", element, problems));
            if (answer instanceof Answer.Given<T> given) {
                values.add(given.get());
            } else {
                complete = false;
            }
        }
        return complete ? given(List.copyOf(values)) : new Answer.Refused<>();
    }

    /** A list whose elements come with a later version. */
    void emptyList(String reason) {
        if (elements().filter(List::isEmpty).isEmpty()) {
            problems.note(value.origin(), path, "expected [] (" + reason + "), found " + found());
        }
    }

    private static <T> Answer<T> given(T value) {
        return new Answer.Given<>(value);
    }

    private <T> Answer<T> refuse(String expected) {
        complain(expected);
        return new Answer.Refused<>();
    }

    private void complain(String expected) {
        problems.note(
                value.origin(),
                path,
                value.valueType() == ConfigValueType.NULL
                        ? "missing; expected " + expected
                        : "expected " + expected + ", found " + found());
    }

    /** What stands there if it is neither a section nor a list, as it was written but for the quotes. */
    private Optional<String> scalar() {
        return switch (value.valueType()) {
            case STRING -> Optional.of(String.valueOf(value.unwrapped()));
            case NUMBER, BOOLEAN -> Optional.of(value.render());
            case OBJECT, LIST, NULL -> Optional.empty();
        };
    }

    /** The environment can say {@code CONFIG_FORCE_smtpward_tls_alpn_0}, which makes a section with keys 0, 1, ... */
    private Optional<List<ConfigValue>> elements() {
        if (value instanceof ConfigList list) {
            return Optional.of(list);
        }
        if (value instanceof ConfigObject object
                && !object.isEmpty()
                && object.keySet().stream().allMatch(key -> INDEX.matcher(key).matches())) {
            return Optional.of(object.entrySet().stream()
                    .sorted(Comparator.comparingInt(entry -> Integer.parseInt(entry.getKey())))
                    .map(Map.Entry::getValue)
                    .toList());
        }
        return Optional.empty();
    }

    private static Optional<Duration> duration(String text) {
        try {
            return Optional.of(ConfigValueFactory.fromAnyRef(text).atKey("time").getDuration("time"));
        } catch (ConfigException notATime) {
            return Optional.empty();
        }
    }

    private String found() {
        String text = value.render(ConfigRenderOptions.concise());
        return text.length() <= MAX_FOUND_CHARACTERS ? text : text.substring(0, MAX_FOUND_CHARACTERS) + "...";
    }
}
