package org.smtpward.packaging;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.Helm;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smtpward.lab.RealParts;

/** What {@code packaging/release} makes holds what it should, and the strictest judges of each part have nothing to say. */
@RealParts
class ReleaseIT {
    /** SLE-12 has 2.22. */
    private static final int NEWEST_GLIBC_MINOR = 17;

    private static final Pattern GLIBC = Pattern.compile("GLIBC_2\\.(\\d+)");

    /** In tenths of what systemd-analyze says; 0 is perfect, 100 is nothing done at all. */
    private static final int MOST_EXPOSURE = 17;

    private static final Release RELEASE = Release.made();
    private static final Path DOC = RELEASE.tree().resolve("usr/share/doc/packages/smtpward");

    @TempDir
    private Path directory;

    @Test
    void theChecksumsAreThoseOfAllFiles() throws Exception {
        assertThat(run(RELEASE.directory(), "sha256sum", "--check", "--strict", "SHA256SUMS"))
                .contains(".rpm: OK", ".deb: OK", ".tar.gz: OK", ".tgz: OK", "bom.json: OK")
                .doesNotContain("FAILED");
    }

    @Test
    void theTarballRunsWhereItIsUnpacked() throws Exception {
        run(directory, "tar", "-xzf", RELEASE.only(".tar.gz").toString());
        Path top = only(directory);
        assertThat(top.resolve("systemd/smtpward.service")).exists();
        assertThat(top.resolve("systemd/smtpward.socket")).exists();
        assertThat(top.resolve("etc/smtpward/smtpward.conf")).exists();
        assertThat(top.resolve("THIRD-PARTY.txt")).exists();
        assertThat(run(directory, top + "/bin/smtpward", "version"))
                .containsPattern("^smtpward \\S+ \\([0-9a-f]{7,}\\)\n")
                .contains("epoll, BoringSSL");
        // The launcher is found behind a link, too.
        Path link = Files.createSymbolicLink(directory.resolve("smtpward"), top.resolve("bin/smtpward"));
        assertThat(run(directory, link.toString(), "demo", "--once"))
                .contains("attacks that work against the bare server were stopped");
    }

    @Test
    void helmTakesTheChart() {
        assertThat(new Helm(RELEASE.only(".tgz"))
                        .template()
                        .withKubeVersion("1.29.0")
                        .set("backend.address", "mail.example:25")
                        .call())
                .contains("kind: Deployment", "mail.example:25");
    }

    @Test
    void theDebianPackageHasTheSameFiles() throws Exception {
        String deb = RELEASE.only(".deb").toString();
        assertThat(run(directory, "dpkg-deb", "--contents", deb))
                .contains(
                        " ./usr/bin/smtpward -> ../lib/smtpward/bin/smtpward",
                        " ./usr/lib/systemd/system/smtpward.service\n")
                .contains(" ./usr/share/doc/smtpward/copyright\n");
        assertThat(run(directory, "dpkg-deb", "--info", deb)).contains("conffiles", "postinst", "prerm", "postrm");
    }

    @Test
    void rpmlintHasNothingToSay() throws Exception {
        assertThat(run(
                        directory,
                        "rpmlint",
                        "--config",
                        Path.of("packaging/rpm/rpmlint.toml").toAbsolutePath().toString(),
                        RELEASE.rpm().toString()))
                .contains(" 0 errors, 0 warnings");
    }

    /** Where a document goes to another file, that file is in the package; links within a document and to the web do not count. */
    @Test
    void everyLinkOfADocumentLeadsToAFileOfThePackage() throws Exception {
        Pattern link = Pattern.compile("]\\(([^)#\\s:]+)(?:#[^)\\s]*)?\\)");
        List<String> broken = new ArrayList<>();
        int followed = 0;
        try (Stream<Path> files = Files.walk(DOC)) {
            for (Path document :
                    files.filter(file -> file.toString().endsWith(".md")).toList()) {
                for (var found :
                        link.matcher(Files.readString(document)).results().toList()) {
                    followed++;
                    if (!Files.exists(document.resolveSibling(found.group(1)))) {
                        broken.add(DOC.relativize(document) + " -> " + found.group(1));
                    }
                }
            }
        }
        assertThat(broken).isEmpty();
        assertThat(followed).isGreaterThan(100);
        assertThat(DOC.resolve("config/fail2ban/filter.d/smtpward.conf")).exists();
    }

    /** Runtime and native parts alike. */
    @Test
    void anOldCLibraryIsEnough() throws Exception {
        Set<Integer> needed = new TreeSet<>();
        try (Stream<Path> files = Files.walk(RELEASE.tree().resolve("usr/lib/smtpward"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (file.toString().endsWith(".jar")) {
                    needed.addAll(neededInJar(file));
                } else if (!file.endsWith("runtime/lib/modules")) {
                    needed.addAll(needed(Files.readAllBytes(file)));
                }
            }
        }
        assertThat(needed).isNotEmpty().allMatch(minor -> minor <= NEWEST_GLIBC_MINOR);
    }

    @Test
    void everyJarIsNamedWithItsLicenceAndItsPlaceInTheBillOfMaterials() throws Exception {
        String thirdParty = Files.readString(DOC.resolve("THIRD-PARTY.txt"));
        String bom = Files.readString(DOC.resolve("bom.json"));
        try (Stream<Path> jars = Files.list(RELEASE.tree().resolve("usr/lib/smtpward/lib"))) {
            List<String> names = jars.map(jar -> jar.getFileName().toString()).toList();
            assertThat(names).hasSizeGreaterThan(40);
            for (String name : names) {
                assertThat(thirdParty).contains("lib/" + name + "\n");
                assertThat(bom)
                        .containsPattern("\"name\" ?: ?\"" + Pattern.quote(name.replaceFirst("-\\d.*", "")) + "\"");
            }
        }
        assertThat(thirdParty).contains("\nruntime\n    OpenJDK ");
        assertThat(bom)
                .containsPattern("\"cpe\" ?: ?\"cpe:2.3:a:oracle:openjdk:"
                        + Runtime.version().feature() + "[.0-9]*:");
        for (String text : thirdParty
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith("licenses/"))
                .toList()) {
            assertThat(DOC.resolve(text)).isNotEmptyFile();
        }
    }

    @Test
    void theUnitsAreRight() throws Exception {
        Path root = directory.resolve("root");
        run(directory, "cp", "-a", RELEASE.tree().toString(), root.toString());
        // systemd wants to see the programs and targets that the units name.
        Files.createDirectories(root.resolve("bin"));
        Files.copy(Path.of("/bin/kill"), root.resolve("bin/kill"));
        Path units = root.resolve("usr/lib/systemd/system");
        for (String target : List.of(
                "basic",
                "sysinit",
                "shutdown",
                "sockets",
                "multi-user",
                "network-online",
                "network-pre",
                "nss-lookup")) {
            Files.writeString(units.resolve(target + ".target"), "[Unit]\n");
        }
        for (String unit : List.of("smtpward.service", "smtpward.socket", "smtpward-network.service")) {
            assertThat(run(directory, "systemd-analyze", "verify", "--man=no", "--root=" + root, unit))
                    .isEmpty();
        }
        Path dropIn = Files.createDirectories(root.resolve("etc/systemd/system/smtpward.service.d"));
        Files.copy(Path.of("/bin/true"), root.resolve("usr/bin/setpriv"));
        for (String name : List.of("old-systemd.conf", "old-systemd-transparent.conf")) {
            Files.copy(DOC.resolve(name), dropIn.resolve(name));
        }
        assertThat(run(directory, "systemd-analyze", "verify", "--man=no", "--root=" + root, "smtpward.service"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"smtpward.service, " + MOST_EXPOSURE, "smtpward-network.service, 65"})
    void theUnitsExposeLittle(String unit, int most) throws Exception {
        Path file = RELEASE.tree().resolve("usr/lib/systemd/system").resolve(unit);
        run(
                directory,
                "systemd-analyze",
                "security",
                "--no-pager",
                "--offline=yes",
                "--threshold=" + most,
                file.toString());
    }

    @ParameterizedTest
    @CsvSource({"man5/smtpward.conf.5", "man8/smtpward.8"})
    void theManualPagesAreInOrder(String page) throws Exception {
        Path file = directory.resolve(page.substring(page.indexOf('/') + 1));
        Files.writeString(file, manual(page));
        assertThat(run(directory, "mandoc", "-Tlint", "-W", "warning", file.toString()))
                .isEmpty();
        assertThat(run(directory, "groff", "-ww", "-mandoc", "-Tutf8", "-z", file.toString()))
                .isEmpty();
    }

    @Test
    void theManualHasEveryKeyOfTheConfiguration() throws Exception {
        List<String> keys = new ArrayList<>();
        collect(
                "",
                ConfigFactory.parseResources("reference.conf")
                        .getConfig("smtpward")
                        .root(),
                keys);
        assertThat(keys).contains("limits.drain");
        String manual = manual("man5/smtpward.conf.5").replace("\\-", "-");
        assertThat(keys)
                .allSatisfy(key -> assertThat(manual).containsPattern("\n\\.S[sy] " + Pattern.quote(key) + "\n"));
    }

    @Test
    void bashCompletesCommandsAndOptions() throws Exception {
        Path script = RELEASE.tree().resolve("usr/share/bash-completion/completions/smtpward");
        assertThat(completions(script, "smtpward", "pri")).containsExactly("print-config");
        assertThat(completions(script, "smtpward", "network", "d")).containsExactly("down");
        assertThat(completions(script, "smtpward", "demo", "--o")).containsExactly("--once");
    }

    private List<String> completions(Path script, String... words) throws Exception {
        String program =
                "compopt() { :; }; source \"$1\"; shift; COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); _complete_smtpward; "
                        + "printf '%s\\n' \"${COMPREPLY[@]}\"";
        List<String> command = new ArrayList<>(List.of("bash", "-c", program, "bash", script.toString()));
        command.addAll(List.of(words));
        return run(directory, command.toArray(String[]::new))
                .lines()
                .map(String::strip)
                .toList();
    }

    private static void collect(String before, ConfigObject section, List<String> keys) {
        section.forEach((key, value) -> {
            keys.add(before + key);
            if (value instanceof ConfigObject inner) {
                collect(before + key + ".", inner, keys);
            }
        });
    }

    private static String manual(String page) throws IOException {
        try (var in =
                new GZIPInputStream(Files.newInputStream(RELEASE.tree().resolve("usr/share/man/" + page + ".gz")))) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    private static Set<Integer> neededInJar(Path jar) throws IOException {
        Set<Integer> needed = new TreeSet<>();
        try (var zip = new ZipFile(jar.toFile())) {
            for (ZipEntry entry : zip.stream()
                    .filter(entry -> entry.getName().endsWith(".so"))
                    .toList()) {
                try (InputStream in = zip.getInputStream(entry)) {
                    needed.addAll(needed(in.readAllBytes()));
                }
            }
        }
        return needed;
    }

    private static Set<Integer> needed(byte[] file) {
        Set<Integer> minors = new TreeSet<>();
        GLIBC.matcher(new String(file, ISO_8859_1))
                .results()
                .forEach(found -> minors.add(Integer.parseInt(found.group(1))));
        return minors;
    }

    private static Path only(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList().getFirst();
        }
    }

    /** To its end, which must be a good one; what it said, standard error too. */
    private static String run(Path where, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(where.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor())
                .as("%s: %s", String.join(" ", command), said)
                .isZero();
        return said;
    }
}
