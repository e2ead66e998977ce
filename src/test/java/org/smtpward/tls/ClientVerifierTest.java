package org.smtpward.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smtpward.demo.ThrowAwayCertificate;
import org.smtpward.lab.Authority;
import org.smtpward.lab.Authority.Issued;
import org.smtpward.lab.Authority.Wish;

/** Whose word counts. Handshakes with a real client: {@link org.smtpward.real} ClientCertificateIT. */
class ClientVerifierTest {
    private static final Authority OURS = Authority.root("CN=ours");
    private static final Authority BETWEEN = OURS.below("CN=between", Duration.ofDays(90));
    private static final Issued CLIENT = BETWEEN.issue("CN=client", Wish.ec("client.example"));

    @TempDir
    private Path directory;

    private ClientVerifier verifier;

    @BeforeEach
    void load() throws Exception {
        verifier = ClientVerifier.load(OURS.write(directory.resolve("ca.crt")));
    }

    @Test
    void aChainWithOrWithoutItsRoot() {
        assertThat(CLIENT.chain()).hasSize(3);
        assertThat(verifier.subject(CLIENT.chain())).contains("CN=client");
        assertThat(verifier.subject(CLIENT.chain().subList(0, 2))).contains("CN=client");
    }

    @Test
    void aChainWithAGapOrInAnotherOrder() {
        X509Certificate leaf = CLIENT.leaf();
        assertThat(verifier.subject(List.of(leaf))).isEmpty();
        assertThat(verifier.subject(List.of(leaf, OURS.certificate()))).isEmpty();
        assertThat(verifier.subject(List.of(leaf, OURS.certificate(), BETWEEN.certificate())))
                .isEmpty();
    }

    /** Its name may be that of ours: the signature counts. */
    @Test
    void aStranger() {
        assertThat(verifier.subject(Authority.root("CN=ours")
                        .issue("CN=client", Wish.ec("client.example"))
                        .chain()))
                .isEmpty();
    }

    /** Who is no authority vouches for nobody. */
    @Test
    void aClientIsNoAuthority() {
        X509Certificate forged =
                Authority.of(CLIENT).issue("CN=root", Wish.ec("root.example")).leaf();
        assertThat(verifier.subject(List.of(forged, CLIENT.leaf(), BETWEEN.certificate())))
                .isEmpty();
    }

    @Test
    void anExpiredLink() {
        Issued expired = OURS.issue("CN=client", Wish.ec("client.example").lasting(Duration.ofMinutes(-1)));
        assertThat(verifier.subject(expired.chain())).isEmpty();
        Authority late = OURS.below("CN=late", Duration.ofMinutes(-1));
        assertThat(verifier.subject(
                        late.issue("CN=client", Wish.ec("client.example")).chain()))
                .isEmpty();
    }

    /** That of the demo is for servers. */
    @Test
    void oneForServersAloneIsNotForClients() throws Exception {
        ThrowAwayCertificate server = ThrowAwayCertificate.create(directory);
        assertThat(ClientVerifier.load(server.chain()).subject(List.of(server.certificate())))
                .isEmpty();
    }

    @Test
    void theCertificateItselfMayBeTrusted() throws Exception {
        Path pinned = Authority.writeChain(directory.resolve("pinned.crt"), List.of(CLIENT.leaf()));
        assertThat(ClientVerifier.load(pinned).subject(CLIENT.chain())).contains("CN=client");
    }

    @Test
    void theNameIsOctetsOfUtf8() {
        Issued client = OURS.issue("CN=M\u00fcller", Wish.ec("client.example"));
        assertThat(verifier.subject(client.chain())).contains("CN=M\u00c3\u00bcller");
    }
}
