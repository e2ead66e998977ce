package org.smtpward.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smtpward.lab.DeliveredMessage;
import org.smtpward.lab.RealParts;
import org.smtpward.lab.Sendmail;
import org.smtpward.real.HonestSession.Letter;

/**
 * Random honest mail lands at a real sendmail as it lands at one without smtpward, header and body, to the last octet;
 * {@code -Dsmtpward.seed=N} repeats what went wrong.
 */
@RealParts
class HonestMailIT {
    private static final long SEED = Long.getLong("smtpward.seed", new Random().nextLong());
    private static final int MAILS = 80;

    @ParameterizedTest
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    void whatLandsIsTheSame(boolean tls, boolean pipelined) throws Exception {
        List<Mail> mails = HonestMails.some(SEED + (tls ? 1 : 0) + (pipelined ? 2 : 0), MAILS);
        List<Letter> letters = IntStream.range(0, MAILS)
                .mapToObj(i -> new Letter("mail-" + i, mails.get(i)))
                .toList();
        Sendmail.Options options = Sendmail.Options.defaults().withTls();
        try (Sendmail alone = Sendmail.start(options);
                Sendmail behind = Sendmail.start(options);
                RunningProxy proxy = RunningProxy.before(behind)) {
            deliver(letters, Endpoint.direct(alone), alone, tls, pipelined);
            deliver(letters, proxy.endpoint(), behind, tls, pipelined);
            assertThat(landed(behind)).as("seed %d", SEED).isEqualTo(landed(alone));
            assertThat(landed(alone)).as("seed %d", SEED).hasSize(MAILS);
        }
    }

    private static void deliver(
            List<Letter> letters, Endpoint server, Sendmail sendmail, boolean tls, boolean pipelined) throws Exception {
        try (SmtpClient client = tls ? SmtpClient.secure(server, sendmail.certificate()) : SmtpClient.hello(server)) {
            new HonestSession(client, pipelined, new Random(SEED)).deliver(letters);
        }
    }

    /** By recipient. Two of the same mail would be a difference too. */
    private static Map<String, List<String>> landed(Sendmail sendmail) {
        Map<String, List<String>> landed = new TreeMap<>();
        for (DeliveredMessage message : sendmail.messages()) {
            List<String> texts = Trace.of("", List.of(message)).withAnyTls().messages();
            landed.merge(
                    message.recipients().getFirst(), texts, (one, other) -> Stream.concat(one.stream(), other.stream())
                            .toList());
        }
        return landed;
    }
}
