import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Says whose software comes with smtpward and under which licence: THIRD-PARTY.txt, and the licences' texts beside it. Run by
 * packaging/release from source:
 *
 * <pre>java -cp smtpward.jar ThirdParty.java BOM LIB RUNTIME TEXTS OUTPUT</pre>
 *
 * where BOM is CycloneDX's bom.json, LIB holds the jars, RUNTIME is the Java runtime, TEXTS the licences that jars do not have
 * in them. A jar that the BOM does not know, or without a text, is an error: it must not be shipped so.
 */
final class ThirdParty {
    private static final Pattern PURL =
            Pattern.compile("pkg:maven/[^/]+/([^@]+)@([^?]+)\\?(?:classifier=([^&]+)&)?type=jar");
    private static final Pattern TEXT_IN_JAR =
            Pattern.compile("META-INF/(?:license/)?(?:LICENSE|NOTICE)[^/]*", Pattern.CASE_INSENSITIVE);

    /** The text, in TEXTS, of a licence by the name that the BOM has for it; the first that a jar offers is taken. */
    private static final Map<String, String> TEXTS =
            Map.of("Apache-2.0", "Apache-2.0.txt", "EPL-2.0", "EPL-2.0.txt", "Go License", "re2j.txt");

    private final Path texts;
    private final Path output;
    private final StringBuilder page = new StringBuilder();

    private ThirdParty(Path texts, Path output) {
        this.texts = texts;
        this.output = output;
    }

    public static void main(String[] arguments) throws IOException {
        List<Path> paths = Stream.of(arguments).map(Path::of).toList();
        var writer = new ThirdParty(paths.get(3), paths.get(4));
        writer.write(components(paths.get(0)), paths.get(1), paths.get(2));
    }

    /** By the file name of the jar. */
    private static Map<String, Config> components(Path bom) {
        // JSON is HOCON, too.
        return ConfigFactory.parseFile(bom.toFile()).getConfigList("components").stream()
                .collect(Collectors.toMap(ThirdParty::fileName, Function.identity()));
    }

    private static String fileName(Config component) {
        Matcher purl = PURL.matcher(component.getString("purl"));
        if (!purl.matches()) {
            throw new IllegalArgumentException("not a jar: " + component.getString("purl"));
        }
        return purl.group(1) + "-" + purl.group(2) + (purl.group(3) == null ? "" : "-" + purl.group(3)) + ".jar";
    }

    private void write(Map<String, Config> components, Path lib, Path runtime) throws IOException {
        page.append(
                "smtpward comes with the work of others. The texts of their licences are in the directory licenses.\n\n");
        try (Stream<Path> jars = Files.list(lib)) {
            for (Path jar : jars.sorted(Comparator.naturalOrder()).toList()) {
                String name = jar.getFileName().toString();
                Config component = components.get(name);
                if (component == null) {
                    throw new IllegalStateException("not in the bill of materials: " + name);
                }
                add(jar, component);
            }
        }
        addRuntime(runtime);
        Files.writeString(output.resolve("THIRD-PARTY.txt"), page);
    }

    private void add(Path jar, Config component) throws IOException {
        String name = jar.getFileName().toString();
        List<String> licences = component.getConfigList("licenses").stream()
                .map(entry -> entry.hasPath("expression")
                        ? entry.getString("expression")
                        : licence(entry.getConfig("license")))
                .toList();
        page.append("lib/").append(name).append('\n');
        page.append("    ").append(String.join(" or ", licences)).append('\n');
        page.append("    ").append(homepage(component)).append('\n');
        Map<String, String> found = textsOf(jar, licences);
        found.keySet().forEach(text -> page.append("    licenses/").append(text).append('\n'));
        page.append('\n');
        for (Map.Entry<String, String> text : found.entrySet()) {
            Path file = output.resolve("licenses").resolve(text.getKey());
            Files.createDirectories(file.getParent());
            Files.writeString(file, text.getValue());
        }
    }

    private static String licence(Config licence) {
        return licence.hasPath("id") ? licence.getString("id") : licence.getString("name");
    }

    private static String homepage(Config component) {
        if (component.hasPath("externalReferences")) {
            for (Config reference : component.getConfigList("externalReferences")) {
                if (reference.getString("type").equals("website")) {
                    return reference.getString("url");
                }
            }
        }
        return component.getString("purl");
    }

    /** File names below licenses, with their texts: what the jar has in it, else what we have for its licence. */
    private Map<String, String> textsOf(Path jar, List<String> licences) throws IOException {
        Map<String, String> found = new TreeMap<>();
        String name = jar.getFileName().toString().replaceFirst("\\.jar$", "");
        try (var zip = new ZipFile(jar.toFile())) {
            for (ZipEntry entry :
                    zip.stream().filter(entry -> !entry.isDirectory()).toList()) {
                if (TEXT_IN_JAR.matcher(entry.getName()).matches()) {
                    String base = entry.getName().substring(entry.getName().lastIndexOf('/') + 1);
                    try (InputStream in = zip.getInputStream(entry)) {
                        found.put(
                                name + "/" + base,
                                new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
                    }
                }
            }
        }
        if (found.isEmpty()) {
            String text = licences.stream()
                    .filter(TEXTS::containsKey)
                    .map(TEXTS::get)
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no text of a licence for " + name + ": " + licences));
            found.put(text, Files.readString(texts.resolve(text)));
        }
        return found;
    }

    private void addRuntime(Path runtime) throws IOException {
        var release = new Properties();
        try (var in = Files.newBufferedReader(runtime.resolve("release"))) {
            release.load(in);
        }
        page.append("runtime\n    OpenJDK ")
                .append(release.getProperty("JAVA_RUNTIME_VERSION", release.getProperty("JAVA_VERSION"))
                        .replace("\"", ""))
                .append(", made by ")
                .append(release.getProperty("IMPLEMENTOR", "\"unknown\"").replace("\"", ""))
                .append(
                        ", cut down by jlink\n    GPL-2.0-only WITH Classpath-exception-2.0; runtime/legal has the texts\n    ")
                .append("source: ")
                .append(release.getProperty("SOURCE_REPO", "\"https://github.com/openjdk/jdk\"")
                        .replace("\"", ""))
                .append('\n');
    }
}
