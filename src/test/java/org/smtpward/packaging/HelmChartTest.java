package org.smtpward.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smtpward.Build;
import org.smtpward.config.CertificateFiles;
import org.smtpward.config.Configuration;
import org.smtpward.config.ConfigurationException;
import org.smtpward.config.ConfigurationLoader;
import org.smtpward.config.HostPort;
import org.smtpward.config.ListenerTls;
import org.smtpward.policy.Mode;
import org.smtpward.policy.RuleId;
import org.smtpward.session.BackendTls;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** {@code helm/smtpward}, as Helm itself renders it. */
class HelmChartTest {
    private static final Path CHART = Path.of("helm/smtpward");
    private static final String ADDRESS = "mail.example:25";

    @Test
    void strictLintFindsNothing(@TempDir Path directory) throws IOException {
        LintResult result =
                new Helm(chartWithBackend(directory)).lint().strict().call();
        assertThat(result.isFailed()).as("%s", result.getMessages()).isFalse();
    }

    @Test
    void theChartIsOfThisVersion() throws IOException {
        Map<?, ?> chart = new Yaml().load(Files.readString(CHART.resolve("Chart.yaml")));
        assertThat(chart.get("appVersion")).isEqualTo(Build.current().version());
    }

    @Test
    void theObjectsOfAGateway() {
        assertThat(objects(template()))
                .extracting(object -> object.at("kind").text())
                .containsExactlyInAnyOrder("ServiceAccount", "ConfigMap", "Service", "Deployment");
    }

    @Test
    void aBackendIsAllTheConfigurationNeeds() throws ConfigurationException {
        Configuration configuration = configuration(template());
        assertThat(configuration.backend().address()).isEqualTo(HostPort.parse(ADDRESS));
        assertThat(configuration.backend().tls()).isEqualTo(BackendTls.MIRROR);
        assertThat(configuration.backend().source().address()).isEmpty();
        assertThat(configuration.backend().source().allowRelay()).isFalse();
        assertThat(configuration.listeners()).singleElement().satisfies(listener -> assertThat(listener.tls())
                .isEqualTo(ListenerTls.STARTTLS));
        assertThat(configuration.tls().certificates()).isEmpty();
        assertThat(configuration.policy().mode(RuleId.FOREIGN_PROTOCOL)).isEqualTo(Mode.ENFORCE);
    }

    @Test
    void everyValueReachesTheConfiguration() throws ConfigurationException {
        Configuration configuration = configuration(template()
                .set("backend.address", "[2001:db8::1]:2525")
                .set("backend.tls", "never")
                .set("listener.tls", "implicit")
                .set("tls.secretName", "mail-tls")
                .set("policy.mode", "off")
                .set("drainSeconds", 120));
        assertThat(configuration.backend().address()).isEqualTo(new HostPort("2001:db8::1", 2525));
        assertThat(configuration.backend().tls()).isEqualTo(BackendTls.NEVER);
        assertThat(configuration.listeners().getFirst().tls()).isEqualTo(ListenerTls.IMPLICIT);
        assertThat(configuration.tls().certificates()).hasSize(1);
        assertThat(configuration.policy().mode(RuleId.FOREIGN_PROTOCOL)).isEqualTo(Mode.OFF);
        assertThat(configuration.limits().drain()).isEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void extraConfigurationWins(@TempDir Path directory) throws IOException, ConfigurationException {
        Path values = Files.writeString(directory.resolve("values.yaml"), """
            extraConfig: |
              smtpward {
                limits.connections = 2000
                policy.rules.bare-newline.mode = monitor
              }
              smtpward.backend.tls = never
            """);
        Configuration configuration = configuration(template().withValuesFile(values));
        assertThat(configuration.limits().admission().connections()).isEqualTo(2000);
        assertThat(configuration.policy().mode(RuleId.BARE_NEWLINE)).isEqualTo(Mode.MONITOR);
        assertThat(configuration.backend().tls()).isEqualTo(BackendTls.NEVER);
    }

    @Test
    void thePodListensWhereServiceAndProbesAsk() throws ConfigurationException {
        List<Node> objects = objects(template());
        Configuration configuration = configuration(objects);
        Node container = container(objects);
        Map<String, Integer> ports = Map.of(
                "tcp-smtp", configuration.listeners().getFirst().address().port(),
                "http-admin", configuration.admin().address().orElseThrow().port());
        assertThat(configuration.admin().address()).hasValue(new HostPort("0.0.0.0", 9125));
        assertThat(container.at("ports").items()).hasSize(2).allSatisfy(port -> assertThat(
                        port.at("containerPort").value())
                .isEqualTo(ports.get(port.at("name").text())));
        assertThat(container.at("livenessProbe", "httpGet").value())
                .isEqualTo(Map.of("path", "/livez", "port", "http-admin"));
        assertThat(container.at("startupProbe", "httpGet").value())
                .isEqualTo(Map.of("path", "/livez", "port", "http-admin"));
        assertThat(container.at("readinessProbe", "httpGet").value())
                .isEqualTo(Map.of("path", "/readyz", "port", "http-admin"));

        Node service = object(objects, "Service").at("spec");
        assertThat(service.at("ports").items()).singleElement().satisfies(port -> {
            assertThat(port.at("name").text()).isEqualTo("tcp-smtp");
            assertThat(port.at("targetPort").text()).isEqualTo("tcp-smtp");
            assertThat(port.at("port").value()).isEqualTo(25);
        });
        Node deployment = object(objects, "Deployment").at("spec");
        assertThat(deployment.at("template", "metadata", "labels").map())
                .containsAllEntriesOf(service.at("selector").map())
                .containsAllEntriesOf(deployment.at("selector", "matchLabels").map());
    }

    @Test
    void theConfigurationIsWhereTheProgramLooks() {
        List<Node> objects = objects(template());
        assertThat(container(objects).at("args").value()).isEqualTo(List.of("run"));
        assertThat(mountPath(objects, "config")).isEqualTo("/etc/smtpward");
        assertThat(volume(objects, "config").at("configMap", "name").text())
                .isEqualTo(object(objects, "ConfigMap").at("metadata", "name").text());
        assertThat(object(objects, "ConfigMap").at("data").map()).containsOnlyKeys("smtpward.conf");
    }

    @Test
    void theCertificateIsWhereTheSecretIsMounted() throws ConfigurationException {
        List<Node> objects = objects(template().set("tls.secretName", "mail-tls"));
        Path mounted = Path.of(mountPath(objects, "tls"));
        assertThat(volume(objects, "tls").at("secret", "secretName").text()).isEqualTo("mail-tls");
        assertThat(configuration(objects).tls().certificates())
                .isEqualTo(List.of(new CertificateFiles(mounted.resolve("tls.crt"), mounted.resolve("tls.key"))));
    }

    @ParameterizedTest
    @CsvSource({"0", "30", "3600"})
    void thePodOutlivesTheDrain(int drainSeconds) throws ConfigurationException {
        List<Node> objects = objects(template().set("drainSeconds", drainSeconds));
        int grace = (Integer) pod(objects).at("terminationGracePeriodSeconds").value();
        assertThat(Duration.ofSeconds(grace))
                .isGreaterThan(configuration(objects).limits().drain());
    }

    /** Kubernetes' pod security standard "restricted", and more. */
    @Test
    void thePodHasNoPrivilege() {
        List<Node> objects = objects(template().set("tls.secretName", "mail-tls"));
        Node pod = pod(objects);
        assertThat(pod.at("securityContext", "runAsNonRoot").value()).isEqualTo(true);
        assertThat((Integer) pod.at("securityContext", "runAsUser").value()).isPositive();
        assertThat(pod.at("securityContext", "seccompProfile", "type").text()).isEqualTo("RuntimeDefault");
        assertThat(pod.at("automountServiceAccountToken").value()).isEqualTo(false);
        assertThat(pod.map()).doesNotContainKeys("hostNetwork", "hostPID", "hostIPC", "initContainers");
        assertThat(pod.at("volumes").items())
                .allSatisfy(
                        volume -> assertThat(volume.map().keySet()).containsAnyOf("configMap", "secret", "emptyDir"));
        Node security = container(objects).at("securityContext");
        assertThat(security.value())
                .isEqualTo(Map.of(
                        "allowPrivilegeEscalation", false,
                        "readOnlyRootFilesystem", true,
                        "capabilities", Map.of("drop", List.of("ALL"))));
        assertThat(container(objects).at("ports").items())
                .allSatisfy(port -> assertThat(port.map()).doesNotContainKey("hostPort"));
        assertThat(mountPath(objects, "tmp")).isEqualTo("/tmp");
    }

    /** The image runs as the user that the pod asks for. */
    @Test
    void thePodsUserIsTheImages() throws IOException {
        Node security = pod(objects(template())).at("securityContext");
        assertThat(Files.readAllLines(Path.of("docker/Dockerfile")))
                .contains("USER %s:%s"
                        .formatted(
                                security.at("runAsUser").value(),
                                security.at("runAsGroup").value()));
    }

    @Test
    void aChangedConfigurationMakesNewPods() {
        assertThat(checksum(template())).isEqualTo(checksum(template()));
        assertThat(checksum(template())).isNotEqualTo(checksum(template().set("policy.mode", "monitor")));
    }

    @Test
    void withoutABackendThereIsNoGateway() {
        assertThatThrownBy(() -> new Helm(CHART).template().withName("mail").call())
                .hasMessageContaining("/backend/address");
    }

    @ParameterizedTest
    @CsvSource({
        "replicas, many, /replicas",
        "replicas, -1, /replicas",
        "backend.address, mail.example, /backend/address",
        "backend.address, 'mail.example:25 }', /backend/address",
        "backend.adress, mail.example:25, adress",
        "backend.tls, sometimes, /backend/tls",
        "listener.tls, yes, /listener/tls",
        "policy.mode, strict, /policy/mode",
        "drainSeconds, 30s, /drainSeconds",
        "service.type, Ingress, /service/type",
        "service.port, 70000, /service/port",
        "serviceAccount.create, maybe, /serviceAccount/create",
        "backends, mail.example:25, backends",
    })
    void nonsenseIsRefusedByName(String key, String value, String named) {
        assertThatThrownBy(() -> template().set(key, value).call()).hasMessageContaining(named);
    }

    @Test
    void theNotesSayHowToReachIt() {
        String said = notes(Map.of());
        assertThat(said).contains("mail-smtpward.post:25", ADDRESS, "No STARTTLS");
        assertThat(notes(Map.of("tls.secretName", "mail-tls"))).doesNotContain("No STARTTLS");
        assertThat(notes(Map.of("policy.mode", "monitor"))).contains("would be");
    }

    private static TemplateCommand template() {
        return new Helm(CHART).template().withName("mail").withNamespace("post").set("backend.address", ADDRESS);
    }

    private static String notes(Map<String, String> values) {
        var install = new Helm(CHART)
                .install()
                .clientOnly()
                .dryRun()
                .withName("mail")
                .withNamespace("post")
                .set("backend.address", ADDRESS);
        values.forEach(install::set);
        return install.call().getOutput();
    }

    /** Lint takes no values, and the chart by itself has no backend. */
    private static Path chartWithBackend(Path directory) throws IOException {
        Path copy = directory.resolve(CHART.getFileName());
        Files.walkFileTree(CHART, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path from, BasicFileAttributes attributes) throws IOException {
                Files.createDirectories(copy.resolve(CHART.relativize(from)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path from, BasicFileAttributes attributes) throws IOException {
                Files.copy(from, copy.resolve(CHART.relativize(from)));
                return FileVisitResult.CONTINUE;
            }
        });
        Path values = copy.resolve("values.yaml");
        String text = Files.readString(values);
        String without = "\n  address: \"\"\n";
        assertThat(text).containsOnlyOnce(without);
        Files.writeString(values, text.replace(without, "\n  address: \"" + ADDRESS + "\"\n"));
        return copy;
    }

    private static String checksum(TemplateCommand command) {
        return object(objects(command), "Deployment")
                .at("spec", "template", "metadata", "annotations", "checksum/config")
                .text();
    }

    private static Configuration configuration(TemplateCommand command) throws ConfigurationException {
        return configuration(objects(command));
    }

    private static Configuration configuration(List<Node> objects) throws ConfigurationException {
        String text = object(objects, "ConfigMap").at("data", "smtpward.conf").text();
        return new ConfigurationLoader(Map.of()).loadText(text, "smtpward.conf").configuration();
    }

    private static Node pod(List<Node> objects) {
        return object(objects, "Deployment").at("spec", "template", "spec");
    }

    private static Node container(List<Node> objects) {
        List<Node> containers = pod(objects).at("containers").items();
        assertThat(containers).hasSize(1);
        return containers.getFirst();
    }

    private static Node volume(List<Node> objects, String name) {
        return named(pod(objects).at("volumes"), name);
    }

    private static String mountPath(List<Node> objects, String name) {
        return named(container(objects).at("volumeMounts"), name)
                .at("mountPath")
                .text();
    }

    private static Node named(Node list, String name) {
        return list.items().stream()
                .filter(item -> item.at("name").text().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Node object(List<Node> objects, String kind) {
        return objects.stream()
                .filter(object -> object.at("kind").text().equals(kind))
                .findFirst()
                .orElseThrow();
    }

    private static List<Node> objects(TemplateCommand command) {
        var strictly = new LoaderOptions();
        strictly.setAllowDuplicateKeys(false);
        Iterable<Object> documents = new Yaml(new SafeConstructor(strictly)).loadAll(command.call());
        return StreamSupport.stream(documents.spliterator(), false)
                .map(Node::new)
                .toList();
    }

    /** A place in a YAML document. */
    private record Node(Object value) {
        /** What is there, which must be something. */
        Node at(String... keys) {
            Object found = value;
            for (String key : keys) {
                assertThat(found).isInstanceOf(Map.class);
                found = ((Map<?, ?>) found).get(key);
                assertThat(found).as("%s of %s", key, List.of(keys)).isNotNull();
            }
            return new Node(found);
        }

        String text() {
            return (String) value;
        }

        @SuppressWarnings("unchecked") // YAML
        Map<String, Object> map() {
            return (Map<String, Object>) value;
        }

        List<Node> items() {
            return ((List<?>) value).stream().map(item -> new Node(item)).toList();
        }
    }
}
