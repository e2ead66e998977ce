package org.smtpward.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smtpward.lab.RealParts;
import org.smtpward.lab.Sendmail;

/** A listener that holds no key passes on the TLS of sendmail itself: what a client sees and sendmail writes is the same. */
@RealParts
class PassthroughIT {
    private static final String PASSTHROUGH =
            "listeners = [ { name = smtp, address = \"127.0.0.1:0\", tls = passthrough } ]";

    private static final int HANDSHAKE_RECORD = 22;
    private static final int RECORD_HEADER = 5;

    private static Sendmail sendmail;
    private static RunningProxy proxy;

    @BeforeAll
    static void start() throws Exception {
        sendmail = Sendmail.start(Sendmail.Options.defaults().withTls().withLogLevel(15));
        proxy = before("policy.mode = enforce");
    }

    @AfterAll
    static void stop() {
        proxy.close();
        sendmail.close();
    }

    @Test
    void theHandshakeIsSendmails() throws Exception {
        Tool.Output alone = OpensslClient.connectOnly(Endpoint.direct(sendmail), sendmail.certificate(), "-tls1_2");
        Tool.Output through = OpensslClient.connectOnly(proxy.endpoint(), sendmail.certificate(), "-tls1_2");
        assertThat(through.exitCode()).isZero();
        assertThat(lines(through, "subject=", "Server Temp Key", "    Cipher    :", "    Protocol  :"))
                .hasSize(4)
                .isEqualTo(lines(alone, "subject=", "Server Temp Key", "    Cipher    :", "    Protocol  :"));
    }

    @Test
    void mailArrivesWithSendmailsOwnReceivedLine() throws Exception {
        String alone = deliver(Endpoint.direct(sendmail));
        String through = deliver(proxy.endpoint());
        assertThat(through).contains("(version=TLSv1").isEqualTo(alone);
    }

    /** STARTTLS, then no octet that sendmail could take for a ClientHello. */
    @Test
    void aBrowsersOfferIsRefused() throws Exception {
        int lines = sendmail.log().size();
        Tool.Output refused =
                OpensslClient.connectOnly(proxy.endpoint(), sendmail.certificate(), "-alpn", "h2,http/1.1");
        assertThat(refused.text()).contains("SSL alert number 120").contains("no peer certificate available");
        sendmail.awaitNoSession(Until.SOON);
        assertThat(sendmail.log().stream().skip(lines))
                .anyMatch(line -> line.contains("<-- STARTTLS"))
                .noneMatch(line -> line.contains("STARTTLS=server, relay"));
        Tool.Output taken = OpensslClient.connectOnly(proxy.endpoint(), sendmail.certificate(), "-alpn", "smtp");
        assertThat(taken.text()).contains("subject=CN = mail.example.test");
    }

    @Test
    void aNameThatIsNotOursIsRefused() throws Exception {
        try (RunningProxy strict = before(
                "policy.rules.sni.mode = enforce", "tls.names = [ \"mx.example.test\", \"*.mx.example.test\" ]")) {
            Tool.Output refused = OpensslClient.connectOnly(strict.endpoint(), sendmail.certificate());
            assertThat(refused.text()).contains("SSL alert number 112");
        }
        try (RunningProxy strict = before("policy.rules.sni.mode = enforce", "tls.names = [ \"*.example.test\" ]")) {
            Tool.Output taken = OpensslClient.connectOnly(strict.endpoint(), sendmail.certificate());
            assertThat(taken.text()).contains("subject=CN = mail.example.test");
        }
    }

    /** The ClientHello in segments of one octet, whole or cut into several records: read whole, judged, passed on. */
    @ParameterizedTest
    @ValueSource(ints = {16_384, 50})
    void aClientHelloMayComeInPieces(int recordLength) throws Exception {
        try (Socket socket = SmtpClient.hello(proxy.endpoint()).handOver()) {
            send(socket, inRecords(clientHello(), recordLength));
            assertThat(socket.getInputStream().read()).isEqualTo(HANDSHAKE_RECORD);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {16_384, 50})
    void aBrowsersClientHelloInPiecesIsRefused(int recordLength) throws Exception {
        try (Socket socket = SmtpClient.hello(proxy.endpoint()).handOver()) {
            send(socket, inRecords(clientHello("h2", "http/1.1"), recordLength));
            assertThat(socket.getInputStream().readAllBytes()).containsExactly(21, 3, 3, 0, 2, 2, 120);
        }
    }

    private static RunningProxy before(String... changes) throws Exception {
        String[] all = new String[changes.length + 1];
        all[0] = PASSTHROUGH;
        System.arraycopy(changes, 0, all, 1, changes.length);
        return RunningProxy.start(ProxyText.before(sendmail.address(), all));
    }

    /** What the message's Received line says of TLS. */
    private static String deliver(Endpoint server) throws Exception {
        int before = sendmail.messages().size();
        try (OpensslClient client = OpensslClient.start(server, sendmail.certificate(), "-crlf", "-tls1_2")) {
            client.command("EHLO client.test\n", 1);
            client.command("MAIL FROM:<honest@client.test>\nRCPT TO:<bob@example.test>\nDATA\n", 3);
            client.command("Subject: hello\n\ntext\n.\n", 1);
            client.command("QUIT\n", 0);
            assertThat(client.transcript()).contains("250 2.0.0 ").contains("Message accepted for delivery");
        }
        assertThat(sendmail.messages()).hasSize(before + 1);
        String text = sendmail.messages().get(before).text();
        int version = text.indexOf("(version=");
        return text.substring(version, text.indexOf(')', version));
    }

    private static List<String> lines(Tool.Output output, String... starts) {
        return output.text()
                .lines()
                .filter(line -> List.of(starts).stream().anyMatch(line::startsWith))
                .distinct()
                .toList();
    }

    /** The handshake message, without a record around it. */
    private static byte[] clientHello(String... protocols) throws Exception {
        SSLEngine engine = SSLContext.getDefault().createSSLEngine("mail.example.test", 25);
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setApplicationProtocols(protocols);
        engine.setSSLParameters(parameters);
        ByteBuffer out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), out);
        out.flip().position(RECORD_HEADER);
        byte[] message = new byte[out.remaining()];
        out.get(message);
        return message;
    }

    private static byte[] inRecords(byte[] message, int length) {
        ByteArrayOutputStream records = new ByteArrayOutputStream();
        for (int from = 0; from < message.length; from += length) {
            int part = Math.min(length, message.length - from);
            records.writeBytes(new byte[] {HANDSHAKE_RECORD, 3, 1, (byte) (part >> 8), (byte) part});
            records.write(message, from, part);
        }
        return records.toByteArray();
    }

    private static void send(Socket socket, byte[] octets) throws IOException {
        for (byte octet : octets) {
            socket.getOutputStream().write(octet);
        }
    }
}
