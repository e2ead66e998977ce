package org.smtpward.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.net.Socket;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smtpward.config.CipherSuite;
import org.smtpward.lab.RealParts;

/** TLS with clients, as a real OpenSSL sees it. */
@RealParts
class ClientTlsIT {
    private static final String REFUSED_VERSION = "alert protocol version";
    private static final String REFUSED_SUITES = "alert handshake failure";

    /** Without it OpenSSL itself would not offer what is old. */
    private static final String ANYTHING = "ALL:@SECLEVEL=0";

    @TempDir
    private static Path directory;

    private static TlsSite site;

    @BeforeAll
    static void start() throws Exception {
        site = TlsSite.start(directory);
    }

    @AfterAll
    static void stop() {
        site.close();
    }

    @ParameterizedTest
    @CsvSource({"-tls1_2, TLSv1.2", "-tls1_3, TLSv1.3"})
    void versionsThatAreSpoken(String option, String version) throws Exception {
        Tool.Output output = site.handshake(option);
        assertThat(output.exitCode()).isZero();
        assertThat(output.text()).contains("New, " + version + ", Cipher is ").contains("Verify return code: 0 (ok)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1", "-tls1_1"})
    void versionsThatAreRefused(String option) throws Exception {
        Tool.Output output = site.handshake(option, "-cipher", ANYTHING);
        assertThat(output.exitCode()).isNotZero();
        assertThat(output.text()).contains(REFUSED_VERSION);
    }

    @ParameterizedTest
    @EnumSource
    void suitesOfTls12(CipherSuite suite) throws Exception {
        Tool.Output output = site.handshake("-tls1_2", "-cipher", suite.label() + ":@SECLEVEL=0");
        if (suite.isSafe()) {
            assertThat(output.text()).contains("New, TLSv1.2, Cipher is " + suite.label());
        } else {
            assertThat(output.exitCode()).isNotZero();
            assertThat(output.text()).contains(REFUSED_SUITES);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"DHE", "RSA", "aNULL", "eNULL", "AES128-SHA256", "ECDHE-RSA-AES128-SHA256"})
    void suitesThatAreNotThere(String suites) throws Exception {
        Tool.Output output =
                site.handshake("-tls1_2", "-cipher", suites + ":!ECDHE+AESGCM:!ECDHE+CHACHA20:@SECLEVEL=0");
        assertThat(output.exitCode()).isNotZero();
        assertThat(output.text()).contains(REFUSED_SUITES);
    }

    @ParameterizedTest
    @CsvSource({
        "-tls1_3, ecdsa_secp256r1_sha256:rsa_pss_rsae_sha256, ECDSA",
        "-tls1_3, rsa_pss_rsae_sha256, RSA-PSS",
        "-tls1_2, ECDSA+SHA256:RSA+SHA256, ECDSA",
        "-tls1_2, RSA+SHA256, RSA",
    })
    void theCertificateIsOfAKindThatTheClientCanDo(String version, String signatures, String kind) throws Exception {
        Tool.Output output = site.handshake(version, "-sigalgs", signatures);
        assertThat(output.text())
                .contains("Peer signature type: " + kind + "\n")
                .contains("subject=CN = mail.example.test")
                .contains("Verify return code: 0 (ok)");
    }

    @ParameterizedTest
    @CsvSource({"ECDHE-ECDSA-AES128-GCM-SHA256, ECDSA", "ECDHE-RSA-AES128-GCM-SHA256, RSA-PSS"})
    void inTls12TheSuiteDecides(String suite, String kind) throws Exception {
        assertThat(site.handshake("-tls1_2", "-cipher", suite).text()).contains("Peer signature type: " + kind + "\n");
    }

    /** Without Diffie-Hellman, for clients that have nothing else: the key decrypts, and signs nothing. */
    @ParameterizedTest
    @ValueSource(strings = {"AES128-GCM-SHA256", "AES256-SHA"})
    void theKeyExchangeCanBeRsa(String suite, @TempDir Path files) throws Exception {
        try (TlsSite old = TlsSite.start(files, "tls.ciphers = [ %s ]".formatted(suite))) {
            Tool.Output output = old.handshake("-tls1_2", "-cipher", suite + ":@SECLEVEL=0");
            assertThat(output.text()).contains("Cipher is " + suite).contains("Verify return code: 0 (ok)");
        }
    }

    @Test
    void theNameDecidesFirst() throws Exception {
        Tool.Output output = site.handshake("-servername", "other.example.org");
        assertThat(output.text()).contains("subject=CN = other.example.org").contains("Verify return code: 0 (ok)");
    }

    @ParameterizedTest
    @CsvSource({"-tls1_2, TLSv1.2", "-tls1_3, TLSv1.3"})
    void aSessionIsResumed(String option, String version) throws Exception {
        String file = directory.resolve("session" + option).toString();
        assertThat(site.session(option, "-sess_out", file)).contains("\n221 ");
        Tool.Output output = site.handshake(option, "-sess_in", file);
        assertThat(output.exitCode()).isZero();
        assertThat(output.text()).contains("Reused, " + version + ", Cipher is ");
    }

    @Test
    void aClientThatReconnectsResumesEachTime() throws Exception {
        String text = site.handshake("-tls1_2", "-reconnect").text();
        assertThat(text.split("\nReused, TLSv1.2, Cipher is ", -1)).as(text).hasSize(6);
    }

    /** It could be played again by whoever recorded it. */
    @Test
    void noTicketAllowsEarlyData() throws Exception {
        String file = directory.resolve("early").toString();
        site.session("-tls1_3", "-sess_out", file);
        String session = Tool.run(List.of("openssl", "sess_id", "-in", file, "-noout", "-text"))
                .text();
        assertThat(session).contains("Protocol  : TLSv1.3").contains("Max Early Data: 0");
    }

    @Test
    void renegotiationIsRefused() throws Exception {
        Tool.Output output = OpensslClient.handshakeThen("R\n", site.endpoint(), site.authority(), "-tls1_2");
        assertThat(output.text()).contains("RENEGOTIATING").contains("no renegotiation");
        assertThat(output.exitCode()).isNotZero();
    }

    /** CRIME. By hand, since Debian's OpenSSL cannot compress. */
    @Test
    void compressionIsOfferedAndNotTaken() throws Exception {
        byte[] hello = HexFormat.of()
                .parseHex("1603010048" + "01000044" + "0303" + "ab".repeat(32)
                        // No session; suites; DEFLATE and none.
                        + "00" + "0004c02bc02f" + "020100"
                        // Extensions: curve P-256, uncompressed points, signatures.
                        + "0016" + "000a000400020017" + "000b00020100" + "000d000400020403");
        try (SmtpClient client = SmtpClient.hello(site.endpoint());
                Socket socket = client.handOver()) {
            socket.getOutputStream().write(hello);
            var in = new DataInputStream(socket.getInputStream());
            assertThat(in.readUnsignedByte()).as("a handshake record").isEqualTo(22);
            in.skipNBytes(2 + 2);
            assertThat(in.readUnsignedByte()).as("a ServerHello").isEqualTo(2);
            in.skipNBytes(3 + 2 + 32);
            in.skipNBytes(in.readUnsignedByte());
            assertThat(in.readUnsignedShort()).as("the suite").isEqualTo(0xc02b);
            assertThat(in.readUnsignedByte()).as("the compression").isZero();
        }
    }
}
