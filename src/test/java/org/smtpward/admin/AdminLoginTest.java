package org.smtpward.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smtpward.demo.ThrowAwayCertificate;

/** The status page with a password, and over TLS. */
class AdminLoginTest extends AdminOverHttp {
    private static final String SECRET = "correct horse battery";

    @TempDir
    private Path directory;

    @Test
    void thePasswordOpensWhatItProtects() throws Exception {
        start(protectedBy(Optional.empty()));
        assertThat(get("/livez").statusCode()).isEqualTo(200);
        for (String path : List.of("/", "/status", "/config", "/stream", "/metrics")) {
            HttpResponse<String> answer = get(path);
            assertThat(answer.statusCode()).as(path).isEqualTo(401);
            assertThat(header(answer, "www-authenticate")).isEqualTo("Basic realm=\"smtpward\", charset=\"UTF-8\"");
            assertThat(answer.body()).doesNotContain(SECRET);
        }
        for (String path : List.of("/", "/status", "/config", "/metrics")) {
            assertThat(send(request(path).header("Authorization", credentials()))
                            .statusCode())
                    .as(path)
                    .isEqualTo(200);
        }
    }

    @Test
    void overTlsAndWithANewCertificateAfterARenewal() throws Exception {
        Endpoint.Certificate first = certificate("first");
        start(protectedBy(Optional.of(first)));
        assertThat(served()).isEqualTo(first.chain().toString(UTF_8));
        Endpoint.Certificate second = certificate("second");
        done(server.renew(second));
        assertThat(served()).isEqualTo(second.chain().toString(UTF_8));
        assertThat(raw("GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .doesNotStartWith("HTTP");
    }

    private Endpoint protectedBy(Optional<Endpoint.Certificate> certificate) {
        return new Endpoint("127.0.0.1", 0, "localhost", Optional.of(Password.of(SECRET)), false, 2, certificate);
    }

    private Endpoint.Certificate certificate(String name) throws IOException {
        var made = ThrowAwayCertificate.create(Files.createDirectory(directory.resolve(name)));
        return new Endpoint.Certificate(
                Buffer.buffer(Files.readAllBytes(made.chain())), Buffer.buffer(Files.readAllBytes(made.key())));
    }

    /** The certificate that a client gets with the page, as PEM. */
    private String served() throws Exception {
        SSLContext trusting = SSLContext.getInstance("TLS");
        trusting.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
        var connection = (HttpsURLConnection)
                URI.create("https://127.0.0.1:" + port + "/status").toURL().openConnection();
        connection.setSSLSocketFactory(trusting.getSocketFactory());
        connection.setHostnameVerifier((name, session) -> true);
        connection.setRequestProperty("Authorization", credentials());
        connection.setRequestProperty("Connection", "close");
        try (InputStream in = connection.getInputStream()) {
            assertThat(new String(in.readAllBytes(), UTF_8)).contains("Protecting");
            byte[] leaf = connection.getServerCertificates()[0].getEncoded();
            return "-----BEGIN CERTIFICATE-----\n"
                    + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(leaf)
                    + "\n-----END CERTIFICATE-----\n";
        } finally {
            connection.disconnect();
        }
    }

    private static String credentials() {
        return "Basic " + Base64.getEncoder().encodeToString(("admin:" + SECRET).getBytes(UTF_8));
    }
}
