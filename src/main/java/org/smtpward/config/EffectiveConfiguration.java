package org.smtpward.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
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

    private static void entries(StringBuilder out, ConfigObject object, Optional<ConfigObject> order, String indent) {
        for (Map.Entry<String, ConfigValue> entry : inOrder(object, order)) {
            Optional<ConfigObject> inner = order.map(known -> known.get(entry.getKey()))
                    .filter(ConfigObject.class::isInstance)
                    .map(ConfigObject.class::cast);
            String key = PLAIN_KEY.matcher(entry.getKey()).matches()
                    ? entry.getKey()
                    : ConfigUtil.quoteString(entry.getKey());
            value(out, indent + key, entry.getValue(), inner, indent);
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
