package org.smtpward.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smtpward.lab.DeliveredMessage;
import org.smtpward.lab.RealParts;
import org.smtpward.lab.Sendmail;

/** Size does not matter: what lands through smtpward is what lands without it, to the last octet. */
@RealParts
class LargeMailIT {
    private static final int MEGABYTE = 1 << 20;
    private static final Mail LARGE = Mail.ofSize(30 * MEGABYTE);

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
            List<DeliveredMessage> landed = sendmail.messages();
            assertThat(landed).hasSize(2);
            assertThat(landed.get(0).body().equals(LARGE.landed())).isTrue();
            assertThat(landed.get(1).body().equals(LARGE.landed())).isTrue();
            assertThat(Trace.of(through, List.of()).replies())
                    .isEqualTo(Trace.of(alone, List.of()).replies());
        }
    }

    /** Around the sizes of buffers and TLS records, where the end of data is cut in every way. */
    @ParameterizedTest
    @CsvSource({"SOCKET_PIPELINED, never", "SOCKET_TLS, mirror"})
    void everySizeAroundThatOfABufferFits(Client client, String tls) throws Exception {
        List<Mail> mails = java.util.stream.IntStream.of(2048, 4096, 8192, 16_384, 65_536)
                .flatMap(size -> java.util.stream.IntStream.rangeClosed(size - 260, size - 250))
                .mapToObj(Mail::ofSize)
                .toList();
        try (Sendmail sendmail = Sendmail.start(Sendmail.Options.defaults().withTls());
                RunningProxy proxy = RunningProxy.before(sendmail, "backend.tls = " + tls)) {
            client.deliver(proxy.endpoint(), sendmail, mails);
            assertThat(sendmail.messages())
                    .extracting(DeliveredMessage::body)
                    .isEqualTo(mails.stream().map(Mail::landed).toList());
        }
    }
}
