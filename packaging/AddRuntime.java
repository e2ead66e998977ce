import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * Adds the Java runtime, which Maven does not know of, to the bill of materials. Run by packaging/release from source:
 *
 * <pre>java -cp smtpward.jar AddRuntime.java BOM RUNTIME OUTPUT</pre>
 */
final class AddRuntime {
    private AddRuntime() {}

    public static void main(String[] arguments) throws IOException {
        var release = new Properties();
        try (var in = Files.newBufferedReader(Path.of(arguments[1], "release"))) {
            release.load(in);
        }
        // JSON is HOCON, too.
        ConfigObject bom =
                ConfigFactory.parseFile(Path.of(arguments[0]).toFile()).root();
        List<Object> components =
                new ArrayList<>(bom.toConfig().getList("components").unwrapped());
        components.add(component(release));
        ConfigObject whole = bom.withValue("components", ConfigValueFactory.fromIterable(components));
        Files.writeString(
                Path.of(arguments[2]),
                whole.render(ConfigRenderOptions.defaults()
                        .setOriginComments(false)
                        .setComments(false)
                        .setJson(true)));
    }

    /** By the names under which advisories are filed. */
    private static Map<String, Object> component(Properties release) {
        String version = value(release, "JAVA_VERSION");
        return Map.of(
                "type",
                "platform",
                "bom-ref",
                "runtime",
                "name",
                "openjdk",
                "publisher",
                value(release, "IMPLEMENTOR"),
                "version",
                version,
                "description",
                value(release, "JAVA_RUNTIME_VERSION") + ", cut down by jlink",
                "licenses",
                List.of(Map.of("expression", "GPL-2.0-only WITH Classpath-exception-2.0")),
                "cpe",
                "cpe:2.3:a:oracle:openjdk:" + version + ":*:*:*:*:*:*:*",
                "purl",
                "pkg:generic/openjdk@" + version);
    }

    private static String value(Properties release, String key) {
        return release.getProperty(key, "unknown").replace("\"", "");
    }
}
