package org.smtpward.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** A configuration that was read, with the origin of every value. */
public final class EffectiveConfiguration {
    private static final Pattern PLAIN_KEY = Pattern.compile("[a-z0-9-]+");
    private static final int COMMENT_COLUMN = 60;

    private final Configuration configuration;
    private final ConfigObject effective;
    private final ConfigObject reference;

    EffectiveConfiguration(Configuration configuration, ConfigObject effective, ConfigObject reference) {
        this.configuration = configuration;
        this.effective = effective;
        this.reference = reference;
    }

    public Configuration configuration() {
        return configuration;
    }

    /** HOCON with every value that counts, each with its origin in a comment. Read again it gives the same. */
    public String toHocon() {
        StringBuilder out = new StringBuilder();
        entries(out, effective, Optional.of(reference), "");
        return out.toString();
    }

    /** Every value that counts with its origin, in the same order, for people to read: what is secret is not in it. */
    public List<EffectiveValue> values() {
        var values = new ArrayList<EffectiveValue>();
        collect(values, effective, Optional.of(reference), "");
        return List.copyOf(values);
    }

    private static void collect(
            List<EffectiveValue> values, ConfigObject object, Optional<ConfigObject> order, String before) {
        for (Map.Entry<String, ConfigValue> entry : inOrder(object, order)) {
            String key = before + key(entry.getKey());
            if (entry.getValue() instanceof ConfigObject inner && !inner.isEmpty()) {
                collect(values, inner, inner(order, entry.getKey()), key + ".");
            } else if (entry.getValue() instanceof ConfigList list
                    && list.stream().anyMatch(ConfigObject.class::isInstance)) {
                int index = 0;
                for (ConfigValue element : list) {
                    String place = key + "[" + index++ + "].";
                    if (element instanceof ConfigObject section) {
                        collect(values, section, Optional.empty(), place);
                    }
                }
            } else {
                values.add(EffectiveValue.of(
                        key,
                        entry.getValue().render(ConfigRenderOptions.concise()),
                        Origin.of(entry.getValue().origin())));
            }
        }
    }

    private static String key(String written) {
        return PLAIN_KEY.matcher(written).matches() ? written : ConfigUtil.quoteString(written);
    }

    private static Optional<ConfigObject> inner(Optional<ConfigObject> order, String key) {
        return order.map(known -> known.get(key))
                .filter(ConfigObject.class::isInstance)
                .map(ConfigObject.class::cast);
    }

    private static void entries(StringBuilder out, ConfigObject object, Optional<ConfigObject> order, String indent) {
        for (Map.Entry<String, ConfigValue> entry : inOrder(object, order)) {
            value(out, indent + key(entry.getKey()), entry.getValue(), inner(order, entry.getKey()), indent);
        }
    }

    /** {@code before} is what stands before the value on its line. */
    private static void value(
            StringBuilder out, String before, ConfigValue value, Optional<ConfigObject> order, String indent) {
        if (value instanceof ConfigObject object && !object.isEmpty()) {
            out.append(before).append(" {\n");
            entries(out, object, order, indent + "  ");
            out.append(indent).append("}\n");
        } else if (value instanceof ConfigList list && list.stream().anyMatch(ConfigObject.class::isInstance)) {
            out.append(before).append(" = [\n");
            for (ConfigValue element : list) {
                if (element instanceof ConfigObject section) {
                    out.append(indent).append("  {\n");
                    entries(out, section, Optional.empty(), indent + "    ");
                    out.append(indent).append("  }\n");
                }
            }
            out.append(indent).append("]\n");
        } else {
            String line = before + " = " + value.render(ConfigRenderOptions.concise());
            out.append(line)
                    .repeat(' ', Math.max(2, COMMENT_COLUMN - line.length()))
                    .append("# ")
                    .append(Origin.of(value.origin()))
                    .append('\n');
        }
    }

    /** The order of {@code reference.conf}; in the elements of lists, which do not stand there, the writer's own. */
    private static List<Map.Entry<String, ConfigValue>> inOrder(ConfigObject object, Optional<ConfigObject> order) {
        Comparator<Map.Entry<String, ConfigValue>> byLine =
                Comparator.comparingInt(entry -> order.flatMap(known -> Optional.ofNullable(known.get(entry.getKey())))
                        .orElse(entry.getValue())
                        .origin()
                        .lineNumber());
        return object.entrySet().stream()
                .sorted(byLine.thenComparing(Map.Entry::getKey))
                .toList();
    }
}
