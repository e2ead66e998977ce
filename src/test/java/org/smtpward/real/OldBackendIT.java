package org.smtpward.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smtpward.demo.ThrowAwayCertificate;
import org.smtpward.events.LoggedLines;
import org.smtpward.lab.RealParts;
import org.smtpward.lab.Sendmail;

/**
 * A sendmail 8.15.2 that speaks TLS 1.0 and nothing else, with a certificate of RSA 1024 and SHA-1: no client of today would
 * talk to it, and behind smtpward it goes on serving them.
 */
@RealParts
class OldBackendIT {
    private static final String NAME = "old.example.test";
    private static final String RECEIVED = "\\(version=TLSv1 cipher=[A-Z0-9-]+ bits=\\d+ verify=NO\\)";

    @TempDir
    private static Path directory;

    private static OldCertificate old;
    private static ThrowAwayCertificate ours;
    private static Sendmail sendmail;

    @TempDir
    private Path other;

    @BeforeAll
    static void start() throws IOException {
        old = OldCertificate.create(directory, NAME);
        ours = ThrowAwayCertificate.create(directory);
        // p: PLAIN and LOGIN inside TLS only.
        sendmail = Sendmail.start(
                old.on(Sendmail.Options.defaults().withAuth().withLogLevel(15)).withConfig("O AuthOptions=p"));
    }

    @AfterAll
    static void stop() {
        sendmail.close();
    }

    @Test
    void itIsAsOldAsThat() throws Exception {
        assertThat(old.text()).contains("sha1WithRSAEncryption").contains("1024 bit");
        assertThat(OpensslClient.connectOnly(
                                Endpoint.direct(sendmail), old.authority(), "-tls1_2", "-cipher", "ALL:@SECLEVEL=0")
                        .text())
                .contains("unsupported protocol");
        assertThat(OpensslClient.connectOnly(
                                Endpoint.direct(sendmail), old.authority(), "-tls1", "-cipher", "ALL:@SECLEVEL=0")
                        .text())
                .contains("Protocol  : TLSv1\n");
    }

    /** The client has TLS 1.3, sendmail its own: it says so, and offers AUTH as it would without us. */
    @Test
    void mirror() throws Exception {
        try (RunningProxy proxy = before("backend.tls = mirror");
                SmtpClient clear = SmtpClient.connect(proxy.endpoint());
                SmtpClient client = SmtpClient.connect(proxy.endpoint())) {
            clear.reply();
            assertThat(clear.command("EHLO client.test")).contains("STARTTLS").doesNotContain("AUTH");
            client.reply();
            client.command("EHLO client.test");
            client.startTls(ours.chain());
            String hello = client.command("EHLO client.test");
            assertThat(hello).isEqualTo(directHello()).contains("250-AUTH PLAIN LOGIN\r\n");
            assertThat(deliver(client)).containsPattern(RECEIVED);
        }
    }

    @Test
    void always() throws Exception {
        try (RunningProxy proxy = before("backend.tls = always");
                SmtpClient clear = SmtpClient.connect(proxy.endpoint());
                SmtpClient client = SmtpClient.connect(proxy.endpoint())) {
            assertThat(clear.reply()).startsWith("220 mail.example.test ESMTP Sendmail 8.15.2");
            assertThat(clear.command("EHLO client.test")).contains("STARTTLS").contains("AUTH");
            assertThat(deliver(clear)).containsPattern(RECEIVED);
            client.reply();
            client.command("EHLO client.test");
            client.startTls(ours.chain());
            assertThat(client.command("EHLO client.test")).isEqualTo(directHello());
            assertThat(deliver(client)).containsPattern(RECEIVED);
        }
    }

    @Test
    void aPinThatFits() throws Exception {
        String pins = "backend.tls-options { verify = pin, pins = [ \"" + old.pin() + "\" ] }";
        for (String mode : List.of("mirror", "always")) {
            try (RunningProxy proxy = before("backend.tls = " + mode, pins)) {
                assertServes(proxy);
            }
        }
    }

    @Test
    void aPinThatDoesNot() throws Exception {
        String pins = "backend.tls-options { verify = pin, pins = [ \""
                + OldCertificate.create(other, NAME).pin() + "\" ] }";
        assertRefuses("its key is " + old.pin() + ", which is none of backend.tls-options.pins", pins);
    }

    @Test
    void anAuthorityThatVouches() throws Exception {
        for (String mode : List.of("mirror", "always")) {
            try (RunningProxy proxy = before("backend.tls = " + mode, authority(old, NAME))) {
                assertServes(proxy);
            }
        }
    }

    @Test
    void anotherName() throws Exception {
        assertRefuses(
                "its certificate is not for new.example.test (backend.tls-options.server-name)",
                authority(old, "new.example.test"));
    }

    @Test
    void anotherAuthority() throws Exception {
        assertRefuses(
                "its certificate is from no authority in backend.tls-options.ca",
                authority(OldCertificate.create(other, NAME), NAME));
    }

    @Test
    void newerVersionsOnly() throws Exception {
        assertRefuses(
                "it does not speak any version of TLS from backend.tls-options.min-version on",
                "backend.tls-options.min-version = 1.2");
    }

    @Test
    void checkTellsWhatItFinds() throws Exception {
        Tool.Output fine = check("backend.tls = always");
        assertThat(fine.exitCode()).as(fine.text()).isZero();
        assertThat(fine.text())
                .containsPattern("ok +backend-tls +127\\.0\\.0\\.1:\\d+ makes TLSv1 with CN=" + NAME + ", key "
                        + java.util.regex.Pattern.quote(old.pin()) + ", verified by nothing\n")
                .containsPattern("ok +backend +.*does not relay for us from .*: 550 5\\.7\\.1");
        Tool.Output untrusted = check("backend.tls = mirror", authority(old, "new.example.test"));
        assertThat(untrusted.exitCode()).as(untrusted.text()).isEqualTo(69);
        assertThat(untrusted.text())
                .containsPattern("error +backend-tls +no TLS with 127\\.0\\.0\\.1:\\d+, its certificate is not for"
                        + " new\\.example\\.test .*: with backend\\.tls = mirror every STARTTLS of a client gets 454")
                .containsPattern("ok +backend ");
    }

    /** sendmail refuses MAIL in the clear: the probe asks inside TLS. */
    @Test
    void aBackendThatDemandsTlsIsProbedInsideIt() throws Exception {
        try (Sendmail demanding = Sendmail.start(
                        old.on(Sendmail.Options.defaults().withLogLevel(15)).withAccess("TLS_Clt: ENCR:112"));
                RunningProxy always = RunningProxy.start(text(demanding, "backend.tls = always"));
                RunningProxy mirror = RunningProxy.start(text(demanding, "backend.tls = mirror"))) {
            for (RunningProxy proxy : List.of(always, mirror)) {
                try (SmtpClient client = SmtpClient.hello(proxy.endpoint())) {
                    client.startTls(ours.chain());
                    client.command("EHLO client.test");
                    assertThat(client.command("MAIL FROM:<a@client.test>")).startsWith("250 2.1.0 ");
                }
            }
            demanding.awaitLog(line -> line.contains("relay-probe") && line.contains("Relaying denied"), Until.SOON);
        }
    }

    private static void assertServes(RunningProxy proxy) throws Exception {
        // Twice: nothing may depend on what an earlier handshake has left.
        for (int i = 0; i < 2; i++) {
            try (SmtpClient client = SmtpClient.hello(proxy.endpoint())) {
                client.startTls(ours.chain());
                client.command("EHLO client.test");
                assertThat(deliver(client)).containsPattern(RECEIVED);
            }
        }
    }

    /** With mirror the client is told 454 and may go on in the clear; with always nobody is served. */
    private static void assertRefuses(String why, String... options) throws Exception {
        try (LoggedLines lines = new LoggedLines("org.smtpward.backend");
                RunningProxy mirror = before(concat("backend.tls = mirror", options));
                RunningProxy always =
                        before(concat("backend.tls = always\nsmtpward.backend.source.allow-relay = true", options))) {
            for (int i = 0; i < 2; i++) {
                try (SmtpClient client = SmtpClient.hello(mirror.endpoint())) {
                    assertThat(client.command("STARTTLS")).isEqualTo("454 4.7.0 TLS handshake failed.\r\n");
                    assertThat(deliver(client)).doesNotContain("version=TLS");
                }
            }
            try (SmtpClient client = SmtpClient.connect(always.endpoint())) {
                assertThat(client.rest()).matches("421 4\\.3\\.2 \\S+ Service not available, try again later\r\n");
            }
            // One line for each of the two proxies, though there were three sessions.
            assertThat(lines.texts())
                    .filteredOn(line -> line.contains("event=backend-tls"))
                    .hasSize(2)
                    .allMatch(line -> line.contains("why=\"" + why));
        }
        // Nothing tells a backend that is not to be talked to from one that is away: the door stays shut.
        try (RunningProxy always = before(concat("backend.tls = always", options));
                SmtpClient client = SmtpClient.connect(always.endpoint())) {
            assertThat(client.rest()).startsWith("421 4.3.2 ");
        }
    }

    private static String deliver(SmtpClient client) throws IOException {
        int before = sendmail.messages().size();
        assertThat(client.command("MAIL FROM:<a@client.test>")).startsWith("250 ");
        assertThat(client.command("RCPT TO:<bob@example.test>")).startsWith("250 ");
        assertThat(client.command("DATA")).startsWith("354 ");
        assertThat(client.command("Subject: old\r\n\r\ntext\r\n.")).startsWith("250 ");
        return sendmail.messages().get(before).text();
    }

    /** Its reply to EHLO inside TLS, by a client of its own age. */
    private static String directHello() throws IOException {
        try (OpensslClient client = OpensslClient.start(
                Endpoint.direct(sendmail), old.authority(), "-crlf", "-tls1", "-cipher", "ALL:@SECLEVEL=0")) {
            client.command("EHLO client.test\n", 1);
            client.command("QUIT\n", 1);
            String all = client.transcript();
            return all.substring(all.lastIndexOf("250-mail.example.test Hello"), all.indexOf("221 "))
                    .replace("\n", "\r\n");
        }
    }

    private static String authority(OldCertificate certificate, String name) {
        return "backend.tls-options { verify = ca, ca = \"%s\", server-name = %s }"
                .formatted(certificate.authority(), name);
    }

    private static RunningProxy before(String... changes) throws Exception {
        return RunningProxy.start(text(sendmail, changes));
    }

    private static String text(Sendmail backend, String... changes) {
        return ProxyText.before(
                backend.address(),
                concat(
                        "tls.certificates = [ { chain = \"%s\", key = \"%s\" } ]".formatted(ours.chain(), ours.key()),
                        changes));
    }

    private Tool.Output check(String... changes) throws IOException {
        return Program.run("check", "--config", Program.file(other, text(sendmail, changes)));
    }

    private static String[] concat(String first, String... more) {
        return java.util.stream.Stream.concat(java.util.stream.Stream.of(first), java.util.stream.Stream.of(more))
                .toArray(String[]::new);
    }
}
