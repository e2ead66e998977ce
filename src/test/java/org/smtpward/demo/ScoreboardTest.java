package org.smtpward.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smtpward.config.HostPort;
import org.smtpward.tls.PlainClientHello;

/** Bad news is told. The "proxy" here is none: the way through it leads to the bare server. */
class ScoreboardTest {
    @TempDir
    Path directory;

    @Test
    void whatGetsThroughIsReported() throws Exception {
        Scoreboard scoreboard = withoutProxy(Programme.of(true));
        assertThat(scoreboard.isGood()).isFalse();
        assertThat(scoreboard.summary()).isEqualTo("""
                0 of 12 attacks that work against the bare server were stopped (it withstands 3 more by itself);
                the honest mail arrived unchanged both ways.
                GOT THROUGH: 12.""");
        assertThat(print(scoreboard)).contains("GOT THROUGH: mail delivered: evil@atta");
    }

    @Test
    void honestMailThatDoesNotArriveIsReported() throws Exception {
        Scoreboard scoreboard =
                withoutProxy(MailPlays.honest(), StandIn.Options.PLAIN.reply("RCPT", "451 4.3.0 later"));
        assertThat(scoreboard.isGood()).isFalse();
        assertThat(scoreboard.rows().getFirst().through().evidence()).isEqualTo("not accepted: 451 4.3.0 later");
        assertThat(scoreboard.summary()).contains("HONEST MAIL DID NOT ARRIVE UNCHANGED");
    }

    @Test
    void aServerThatHangsUpOrIsAwayIsEvidenceNotAFailure() throws Exception {
        Scoreboard scoreboard = withoutProxy(SmtpPlays.others(), StandIn.Options.PLAIN.reply("EHLO", "421 4.3.2 bye"));
        assertThat(scoreboard.rows())
                .allSatisfy(row -> assertThat(row.bare().worked()).isFalse());
        Stage nowhere = new Stage(new HostPort("127.0.0.1", 1), Optional.empty(), "bob@example.test");
        assertThat(nowhere.perform(SmtpPlays.code403()).evidence()).startsWith("no connection: ");
    }

    @Test
    void whereNothingWorksNothingIsStopped() throws Exception {
        Scoreboard scoreboard = withoutProxy(SmtpPlays.others(), StandIn.Options.PLAIN.reply("EHLO", "421 4.3.2 bye"));
        assertThat(scoreboard.summary()).startsWith("no attack works against the bare server;");
    }

    @Test
    void theClientHelloOfTheTlsPlayIsOne() {
        String hello = PlainClientHello.of("mail.example.test");
        assertThat(hello).startsWith("\u0016\3\1").contains("mail.example.test");
        assertThat(hello.charAt(4) + 256 * hello.charAt(3)).isEqualTo(hello.length() - 5);
    }

    private Scoreboard withoutProxy(List<Play> plays) throws Exception {
        return withoutProxy(
                plays,
                StandIn.Options.PLAIN
                        .startTls(ThrowAwayCertificate.create(directory))
                        .reply("MAIL FROM:<" + SmtpPlays.NEEDS_TLS, "250 2.1.0 ok"));
    }

    private static Scoreboard withoutProxy(List<Play> plays, StandIn.Options options) throws Exception {
        try (StandIn standIn = StandIn.start(options)) {
            Stage stage = new Stage(
                    new HostPort("127.0.0.1", standIn.port()), Optional.of(standIn.journal()), "bob@example.test");
            return Scoreboard.play(plays, stage, stage);
        }
    }

    private static String print(Scoreboard scoreboard) {
        var printed = new ByteArrayOutputStream();
        new ScoreTable(new PrintStream(printed, true, UTF_8), false).print(scoreboard);
        return printed.toString(UTF_8);
    }
}
