package org.smtpward.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smtpward.lab.RealParts;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** What a scanner says about STARTTLS of a default configuration; {@code docs/tls-scan.md} shows it. */
@RealParts
class TlsScanIT {
    private static final Path DOCUMENT = Path.of("docs/tls-scan.md");
    private static final Pattern SHOWN = Pattern.compile("```text\n(.*?)```", Pattern.DOTALL);

    @TempDir
    private Path directory;

    @Test
    void nothingWeakIsFoundAndTheDocumentShowsIt() throws Exception {
        Document scan = scan();
        assertThat(elements(scan, "protocol"))
                .filteredOn(protocol -> protocol.getAttribute("enabled").equals("1"))
                .extracting(TlsScanIT::protocol)
                .containsExactly("TLSv1.2", "TLSv1.3");
        assertThat(elements(scan, "renegotiation")).singleElement().matches(found -> found.getAttribute("supported")
                .equals("0"));
        assertThat(elements(scan, "heartbleed")).isNotEmpty().allMatch(found -> found.getAttribute("vulnerable")
                .equals("0"));
        assertThat(elements(scan, "cipher"))
                .hasSize(9)
                .allMatch(found -> Integer.parseInt(found.getAttribute("bits")) >= 128)
                .allMatch(found -> Stream.of("strong", "acceptable").anyMatch(found.getAttribute("strength")::equals))
                .allMatch(found -> found.getAttribute("cipher")
                        .matches("TLS_(AES|CHACHA20)_.*|ECDHE-(ECDSA|RSA)-(AES(128|256)-GCM|CHACHA20)-.*"));

        var shown = SHOWN.matcher(Files.readString(DOCUMENT));
        assertThat(shown.find()).isTrue();
        assertThat(shown.group(1)).as("what has to stand in %s", DOCUMENT).isEqualTo(report(scan));
    }

    private Document scan() throws Exception {
        Path report = directory.resolve("scan.xml");
        try (TlsSite site = TlsSite.start(directory)) {
            Tool.Output output = Tool.run(List.of(
                    "sslscan",
                    "--starttls-smtp",
                    "--xml=" + report,
                    "--no-colour",
                    site.endpoint().hostPort()));
            assertThat(output.exitCode()).as(output.text()).isZero();
        }
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(report.toFile());
    }

    private static String report(Document scan) {
        Stream<String> protocols = elements(scan, "protocol").stream().map(found -> "%-8s %s"
                .formatted(protocol(found), found.getAttribute("enabled").equals("1") ? "on" : "off"));
        Stream<String> renegotiation = elements(scan, "renegotiation").stream()
                .map(found -> "renegotiation by the client: "
                        + (found.getAttribute("supported").equals("1") ? "on" : "off"));
        Stream<String> suites = elements(scan, "cipher").stream().map(found -> "%-8s %-9s %s bits  %s"
                .formatted(
                        found.getAttribute("sslversion"),
                        found.getAttribute("status"),
                        found.getAttribute("bits"),
                        found.getAttribute("cipher")));
        Stream<String> groups = elements(scan, "group").stream().map(found -> "%-8s group     %s bits  %s"
                .formatted(found.getAttribute("sslversion"), found.getAttribute("bits"), found.getAttribute("name")));
        return Stream.of(protocols, renegotiation, suites, groups)
                .flatMap(lines -> lines)
                .map(line -> line + "\n")
                .collect(Collectors.joining());
    }

    private static String protocol(Element protocol) {
        return (protocol.getAttribute("type").equals("ssl") ? "SSLv" : "TLSv") + protocol.getAttribute("version");
    }

    private static List<Element> elements(Document scan, String name) {
        var found = scan.getElementsByTagName(name);
        return IntStream.range(0, found.getLength())
                .mapToObj(found::item)
                .map(Element.class::cast)
                .toList();
    }
}
