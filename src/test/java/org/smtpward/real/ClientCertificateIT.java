package org.smtpward.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smtpward.lab.Authority;
import org.smtpward.lab.Authority.Pair;
import org.smtpward.lab.Authority.Wish;
import org.smtpward.lab.RealParts;

/** {@code tls.client-certificates}: who has a good one is known by name; who has not is served all the same. */
@RealParts
class ClientCertificateIT {
    /** A backslash of RFC 2253, escaped for people, and again for JSON. */
    private static final String SUBJECT = "\"subject\":\"CN=client.example\\\\\\\\, Inc.\"";

    private static final String NAME = "CN=client.example\\, Inc.";
    private static final Authority OURS = Authority.root("CN=authority of clients");
    private static final Authority STRANGER = Authority.root("CN=stranger");

    @TempDir
    private Path directory;

    private TlsSite site;

    @BeforeEach
    void start() throws Exception {
        Path ca = OURS.write(directory.resolve("clients.crt"));
        site = TlsSite.start(directory, "tls.client-certificates { mode = request, ca = \"%s\" }".formatted(ca));
    }

    @AfterEach
    void stop() {
        site.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void aGoodCertificateGivesTheClientAName(String version) throws Exception {
        mail(with(OURS.issue(NAME, Wish.ec("client.example")).write(directory, "client"), version));
        assertThat(event()).contains(SUBJECT);
    }

    /** TLS itself looks at no certificate then. */
    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void soItIsInASessionThatIsResumed(String version) throws Exception {
        Pair pair = OURS.issue(NAME, Wish.ec("client.example")).write(directory, "client");
        String file = directory.resolve("session").toString();
        mail(with(pair, version, "-sess_out", file));
        assertThat(site.handshake(version, "-sess_in", file).text()).contains("\nReused, ");
        mail(version, "-sess_in", file);
        Until.soon(() -> site.proxy().events().size() == 2, () -> "two events");
        assertThat(site.proxy().events()).allMatch(event -> event.contains(SUBJECT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void withoutOneMailGoesOn(String version) throws Exception {
        mail(version);
        assertThat(event()).doesNotContain("\"subject\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void thatOfAStrangerIsNoName(String version) throws Exception {
        mail(with(STRANGER.issue("CN=client.example", Wish.ec("client.example")).write(directory, "client"), version));
        assertThat(event()).doesNotContain("\"subject\"");
    }

    @Test
    void oneThatHasExpiredIsNoName() throws Exception {
        Wish expired = Wish.rsa(2048, "client.example").lasting(Duration.ofMinutes(-1));
        mail(with(OURS.issue("CN=client.example", expired).write(directory, "client")));
        assertThat(event()).doesNotContain("\"subject\"");
    }

    /** Sessions are kept with it: this is a question of memory. */
    @Test
    void aChainOfManyKilobytesEndsTheHandshake() throws Exception {
        Pair pair = OURS.issue(NAME, Wish.ec("client.example")).write(directory, "client");
        String chain = Authority.writeChain(directory.resolve("long.crt"), Collections.nCopies(60, OURS.certificate()))
                .toString();
        assertThat(site.handshake(with(pair, "-tls1_2", "-cert_chain", chain)).exitCode())
                .isNotZero();
        assertThat(site.handshake(with(pair, "-tls1_2")).exitCode()).isZero();
    }

    @Test
    void clientsAreToldWhoseCertificatesCount() throws Exception {
        assertThat(site.handshake("-tls1_2").text())
                .contains("Acceptable client certificate CA names\nCN = authority of clients\n");
    }

    private void mail(String... options) throws Exception {
        assertThat(site.session(options)).contains("250").contains("500 5.5.1").contains("221 ");
    }

    private static String[] with(Pair pair, String... options) {
        var all = new ArrayList<>(List.of(options));
        all.addAll(List.of("-cert", pair.chain().toString(), "-key", pair.key().toString()));
        return all.toArray(String[]::new);
    }

    private String event() {
        Until.soon(() -> !site.proxy().events().isEmpty(), () -> "an event");
        return site.proxy().events().getFirst();
    }
}
