package org.smtpward.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smtpward.lab.RealParts;
import org.smtpward.lab.Sendmail;

/** Size does not matter: what lands through smtpward is what lands without it, to the last octet. */
@RealParts
class LargeMailIT {
    private static final int MEGABYTE = 1 << 20;
    private static final Mail LARGE = Mail.ofSize(30 * MEGABYTE);
    private static final String LANDED = Trace.summary(LARGE.landed());

    @ParameterizedTest
    @CsvSource({
        "SOCKET, never",
        "SOCKET_TLS_PIPELINED, mirror",
        "SWAKS_PIPELINED, mirror",
        "SWAKS_TLS, never",
        "OPENSSL, never",
        "OPENSSL_PIPELINED, mirror"
    })
    void thirtyMegabytesLandAsTheyAre(Client client, String tls) throws Exception {
        try (Sendmail sendmail = Sendmail.start(Sendmail.Options.defaults().withTls());
                RunningProxy proxy = RunningProxy.before(sendmail, "backend.tls = " + tls)) {
            String alone = client.deliver(Endpoint.direct(sendmail), sendmail, List.of(LARGE));
            String through = client.deliver(proxy.endpoint(), sendmail, List.of(LARGE));
            assertThat(Trace.of(through, List.of()).replies())
                    .isEqualTo(Trace.of(alone, List.of()).replies());
            assertThat(sendmail.messages())
                    .extracting(message -> Trace.summary(message.body()))
                    .containsExactly(LANDED, LANDED);
        }
    }

    /** Around the sizes of buffers and TLS records, where the end of data is cut in every way. */
    @ParameterizedTest
    @CsvSource({"SOCKET_PIPELINED, never", "SOCKET_TLS, mirror"})
    void everySizeAroundThatOfABufferFits(Client client, String tls) throws Exception {
        List<Mail> mails = IntStream.of(2048, 4096, 8192, 16_384, 65_536)
                .flatMap(size -> IntStream.rangeClosed(size - 260, size - 250))
                .mapToObj(Mail::ofSize)
                .toList();
        try (Sendmail sendmail = Sendmail.start(Sendmail.Options.defaults().withTls());
                RunningProxy proxy = RunningProxy.before(sendmail, "backend.tls = " + tls)) {
            client.deliver(proxy.endpoint(), sendmail, mails);
            assertThat(sendmail.messages())
                    .extracting(message -> Trace.summary(message.body()))
                    .isEqualTo(mails.stream()
                            .map(mail -> Trace.summary(mail.landed()))
                            .toList());
        }
    }

    /**
     * The end of the data in a full buffer, and in the same segment a command, which is checked like any other. The proxy
     * is stopped meanwhile, so that it finds all of it at once; a message before that makes its buffer as large as can be.
     */
    @Test
    void aCommandBehindAFullBufferOfDataIsChecked(@TempDir Path directory) throws Exception {
        String group = "MAIL FROM:<sender@client.test>\r\nRCPT TO:<bob@example.test>\r\nDATA\r\n";
        List<String> goodbyes = new ArrayList<>();
        try (Sendmail sendmail = Sendmail.start(Sendmail.Options.defaults().withLogLevel(15));
                Program program =
                        Program.start("run", "--config", Program.file(directory, ProxyText.before(sendmail)))) {
            for (int octets = 65_430; octets < 65_520; octets += 5) {
                try (SmtpClient client = SmtpClient.hello(program.endpoint())) {
                    client.send(group);
                    client.replies(3);
                    client.send(data(1_000_000) + group);
                    client.replies(4);
                    program.process().stop();
                    client.send(data(octets) + "POST / HTTP/1.1\r\n");
                    program.process().resume();
                    assertThat(client.reply()).startsWith("250 2.0.0 ");
                    goodbyes.add(client.rest());
                }
            }
            sendmail.awaitNoSession(Until.SOON);
            assertThat(sendmail.log()).noneMatch(line -> line.contains("POST"));
            assertThat(goodbyes).allMatch(reply -> reply.startsWith("421 4.7.0 "));
        }
    }

    /** A body of long lines, so many octets with its end. */
    private static String data(int octets) {
        return "\r\n" + "x".repeat(octets - 7) + "\r\n.\r\n";
    }
}
