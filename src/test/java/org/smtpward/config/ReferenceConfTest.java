package org.smtpward.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * {@code reference.conf} is the documentation. That it has every key, and no other, needs no test: a key that is
 * missing or unknown makes the defaults unreadable.
 */
class ReferenceConfTest {
    private static final ConfigObject ROOT = ConfigFactory.parseResources("reference.conf")
            .withOnlyPath("smtpward")
            .root();

    @TestFactory
    Stream<DynamicTest> everyKeyHasAComment() {
        return keys().entrySet().stream()
                .map(key -> DynamicTest.dynamicTest(key.getKey(), () -> assertThat(
                                String.join("", key.getValue().origin().comments()))
                        .isNotBlank()));
    }

    /** The environment can give text only. */
    @TestFactory
    Stream<DynamicTest> everyKeyCanComeFromTheEnvironment() {
        return keys().entrySet().stream()
                .filter(key -> isScalar(key.getValue()))
                .map(key -> DynamicTest.dynamicTest(key.getKey(), () -> {
                    String variable =
                            "CONFIG_FORCE_" + key.getKey().replace("-", "__").replace('.', '_');
                    String value = String.valueOf(key.getValue().unwrapped());
                    EffectiveConfiguration effective = Reading.effective("", Map.of(variable, value));
                    assertThat(effective.configuration()).isEqualTo(Reading.ofText(""));
                    assertThat(effective.toHocon()).containsOnlyOnce("# env " + variable + "\n");
                }));
    }

    private static boolean isScalar(ConfigValue value) {
        return value.valueType() != ConfigValueType.OBJECT && value.valueType() != ConfigValueType.LIST;
    }

    /** Sections too; not what stands in lists, which the comment of the list explains. */
    private static Map<String, ConfigValue> keys() {
        Map<String, ConfigValue> keys = new TreeMap<>();
        collect("", ROOT, keys);
        return keys;
    }

    private static void collect(String before, ConfigObject section, Map<String, ConfigValue> keys) {
        section.forEach((key, value) -> {
            keys.put(before + key, value);
            if (value instanceof ConfigObject inner) {
                collect(before + key + ".", inner, keys);
            }
        });
    }
}
