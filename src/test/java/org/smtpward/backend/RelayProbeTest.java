package org.smtpward.backend;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smtpward.backend.ProbeAnswer.Meaning;
import org.smtpward.backend.RelayProbe.Result;
import org.smtpward.config.BackendOptions;
import org.smtpward.config.ConfigurationLoader;
import org.smtpward.demo.StandIn;
import org.smtpward.demo.ThrowAwayCertificate;
import org.smtpward.tls.BackendLeg;

/** The dialogue of a probe with a backend, which relays for 127.0.0.1 as sendmail does, and what it makes of the replies. */
class RelayProbeTest {
    private static final RelayProbe.Question BOTH = new RelayProbe.Question(true, "postmaster");
    private static final ProbePatience PATIENCE = new ProbePatience(Duration.ofSeconds(5), Duration.ofSeconds(20));
    private static final Duration SHORT = Duration.ofMillis(300);

    @Test
    void aStrangerIsRefusedAndTheBackendsOwnRecipientIsAccepted() throws Exception {
        try (StandIn backend = StandIn.start()) {
            Result.Answered answered = (Result.Answered) ask(backend.port(), "127.25.25.25", BOTH);
            assertThat(answered.relay().orElseThrow().meaning()).isEqualTo(Meaning.REJECTED);
            assertThat(answered.relay().orElseThrow().words())
                    .isEqualTo("RCPT TO:<smtpward-relay-probe@relay-probe.example> with: 550 5.7.1"
                            + " <smtpward-relay-probe@relay-probe.example>... Relaying denied");
            assertThat(answered.local())
                    .isEqualTo(new ProbeAnswer(
                            Meaning.ACCEPTED, "RCPT TO:<postmaster>", "250 2.1.5 <postmaster>... Recipient ok"));
            assertThat(backend.commands())
                    .containsExactly(
                            "EHLO smtpward.invalid",
                            "MAIL FROM:<>",
                            "RCPT TO:<smtpward-relay-probe@relay-probe.example>",
                            "RCPT TO:<postmaster>",
                            "RSET",
                            "QUIT");
            assertThat(backend.messages()).isEmpty();
        }
    }

    @Test
    void aTrustedAddressIsRelayedFor() throws Exception {
        try (StandIn backend = StandIn.start()) {
            Result.Answered answered = (Result.Answered) ask(backend.port(), "127.0.0.1", BOTH);
            assertThat(answered.relay().orElseThrow().meaning()).isEqualTo(Meaning.ACCEPTED);
        }
    }

    @Test
    void whoMayRelayIsNotAskedForAStranger() throws Exception {
        try (StandIn backend = StandIn.start()) {
            var question = new RelayProbe.Question(false, "bob@example.test");
            Result.Answered answered = (Result.Answered) ask(backend.port(), "127.0.0.1", question);
            assertThat(answered.relay()).isEmpty();
            assertThat(answered.local().meaning()).isEqualTo(Meaning.ACCEPTED);
            assertThat(backend.commands())
                    .containsExactly(
                            "EHLO smtpward.invalid", "MAIL FROM:<>", "RCPT TO:<bob@example.test>", "RSET", "QUIT");
        }
    }

    /** Wherever the refusal comes, it is the answer to what could not be asked. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            MAIL             | 553 5.3.0 Rejected: listed at bl.test | REJECTED   | REJECTED | MAIL FROM:<>
            MAIL             | 452 4.4.5 Insufficient disk space     | UNCLEAR    | UNCLEAR  | MAIL FROM:<>
            MAIL             | 530 5.7.0 Authentication required     | AUTH_FIRST | AUTH_FIRST | MAIL FROM:<>
            MAIL             | 403 4.7.0 encryption too weak 0 less than 112 | AUTH_FIRST | AUTH_FIRST | MAIL FROM:<>
            MAIL             | 403 4.1.0 Later                       | UNCLEAR    | UNCLEAR  | MAIL FROM:<>
            MAIL             | 354 Go ahead                          | UNCLEAR    | UNCLEAR  | MAIL FROM:<>
            MAIL             | 2500 OK                               | UNCLEAR    | UNCLEAR  | MAIL FROM:<>
            RCPT             | 550 5.7.1 Fix reverse DNS             | REJECTED   | REJECTED | RCPT TO:<postmaster>
            RCPT             | 451 4.7.1 Greylisted                  | UNCLEAR    | UNCLEAR  | RCPT TO:<postmaster>
            RCPT TO:<P       | 550 5.1.1 User unknown                | REJECTED   | REJECTED | RCPT TO:<postmaster>
            RCPT TO:<P       | 421 4.7.0 Later                       | REJECTED   | UNCLEAR  | RCPT TO:<postmaster>
            RCPT TO:<SMTP    | 451 4.3.0 Temporary failure           | UNCLEAR    | ACCEPTED | RCPT TO:<postmaster>
            RCPT TO:<SMTP    | 451 4.7.1 Greylisted                  | UNCLEAR    | ACCEPTED | RCPT TO:<postmaster>
            RCPT TO:<SMTP    | 454 4.7.1 <x>: Relay access denied    | REJECTED   | ACCEPTED | RCPT TO:<postmaster>
            RCPT TO:<SMTP    | 454 4.7.0 Later                       | UNCLEAR    | ACCEPTED | RCPT TO:<postmaster>
            RCPT             | 454 4.7.1 <x>: Relay access denied    | UNCLEAR    | UNCLEAR  | RCPT TO:<postmaster>
            """)
    void whatRepliesMean(String command, String reply, Meaning relay, Meaning local, String where) throws Exception {
        try (StandIn backend = StandIn.start(StandIn.Options.PLAIN.reply(command, reply))) {
            Result.Answered answered = (Result.Answered) ask(backend.port(), "127.25.25.25", BOTH);
            assertThat(answered.relay().orElseThrow().meaning()).isEqualTo(relay);
            assertThat(answered.local().meaning()).isEqualTo(local);
            assertThat(answered.local().command()).isEqualTo(where);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            554 5.7.1 No SMTP service here     | REJECTED | the connection
            421 4.3.2 busy                     | UNCLEAR  | the connection
            hello                              | UNCLEAR  | the connection
            """)
    void aGreetingThatRefusesAnswersBoth(String greeting, Meaning meaning, String where) throws Exception {
        try (ServerSocket server = answering(greeting + "\r\n")) {
            assertThat(ask(server.getLocalPort(), "127.25.25.25", BOTH)).isEqualTo(both(meaning, where, greeting));
        }
    }

    @ParameterizedTest
    @CsvSource({"550 5.7.1 Go away,REJECTED", "450 4.7.1 Later,UNCLEAR"})
    void aRefusedHelloAnswersBoth(String reply, Meaning meaning) throws Exception {
        var options = StandIn.Options.PLAIN.reply("EHLO", reply).reply("HELO", reply);
        try (StandIn backend = StandIn.start(options)) {
            assertThat(ask(backend.port(), "127.25.25.25", BOTH)).isEqualTo(both(meaning, "EHLO and HELO", reply));
        }
    }

    @Test
    void aBackendThatKnowsNoEhloIsAskedAfterHelo() throws Exception {
        try (StandIn backend = StandIn.start(StandIn.Options.PLAIN.reply("EHLO", "500 5.5.1 Command unrecognized"))) {
            Result.Answered answered = (Result.Answered) ask(backend.port(), "127.25.25.25", BOTH);
            assertThat(answered.local().meaning()).isEqualTo(Meaning.ACCEPTED);
        }
    }

    /** Without AUTH on offer nobody can authenticate. */
    @Test
    void aDemandForAuthenticationThatIsNotOfferedIsARefusal() throws Exception {
        var options = StandIn.Options.PLAIN
                .reply("EHLO", "250-mail.example.test\n250 HELP")
                .reply("MAIL", "530 5.7.0 Authentication required");
        try (StandIn backend = StandIn.start(options)) {
            Result.Answered answered = (Result.Answered) ask(backend.port(), "127.25.25.25", BOTH);
            assertThat(answered.local().meaning()).isEqualTo(Meaning.REJECTED);
        }
    }

    /** Where the backend refuses MAIL in the clear, clients are asked for TLS, too, and so is the probe. */
    @ParameterizedTest
    @CsvSource({"mirror, ACCEPTED", "always, ACCEPTED", "never, REJECTED"})
    void aRefusalInTheClearIsAskedAgainInTlsIfClientsCanHaveIt(String tls, Meaning local, @TempDir Path directory)
            throws Exception {
        var certificate = ThrowAwayCertificate.create(directory);
        try (StandIn backend =
                StandIn.start(StandIn.Options.PLAIN.startTls(certificate).reply("MAIL FROM:<>", "550 5.7.0 No"))) {
            BackendOptions options = options(backend.port(), tls);
            Result.Answered answered = (Result.Answered) ask(options, PATIENCE, "127.25.25.25", BOTH);
            // It refuses in TLS, too; that it was asked there is what counts here.
            assertThat(answered.local().meaning()).isEqualTo(Meaning.REJECTED);
            assertThat(backend.commands().contains("STARTTLS")).isEqualTo(local == Meaning.ACCEPTED);
        }
    }

    /** What comes from the backend stands in logs and on terminals. */
    @Test
    void octetsThatAreNotPrintableAreEscapedAndLongRepliesCut() throws Exception {
        String evil = "554 a\u001b[2J\u0000\u00ff\\\tb" + "x".repeat(1000);
        try (ServerSocket server = answering(evil + "\r\n")) {
            Result.Answered answered = (Result.Answered) ask(server.getLocalPort(), "127.25.25.25", BOTH);
            assertThat(answered.local().words())
                    .startsWith("the connection with: 554 a\\x1b[2J\\x00\\xff\\\\\\x09bxxx")
                    .endsWith("x...")
                    .hasSizeLessThan(350);
        }
    }

    /** A long reply to EHLO must not be taken for the replies to come. */
    @Test
    void aReplyIsReadToItsEnd() throws Exception {
        try (StandIn backend =
                StandIn.start(StandIn.Options.PLAIN.reply("EHLO", "250-X\n".repeat(2000) + "250 HELP"))) {
            Result.Answered answered = (Result.Answered) ask(backend.port(), "127.25.25.25", BOTH);
            assertThat(answered.relay().orElseThrow().meaning()).isEqualTo(Meaning.REJECTED);
            assertThat(answered.local().meaning()).isEqualTo(Meaning.ACCEPTED);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"250-a\r\n550 b\r\n", "2", ""})
    void whatIsNoReplyIsNone(String octets) throws Exception {
        try (ServerSocket server = answering(octets)) {
            assertThat(ask(options(server.getLocalPort(), "never"), new ProbePatience(SHORT, SHORT), "127.0.0.3", BOTH))
                    .isInstanceOf(Result.Unreachable.class);
        }
    }

    /** Row 13: an octet now and then is no reply. The patience is that for the whole of it. */
    @ParameterizedTest
    @ValueSource(strings = {"2", "250-x\r\n"})
    void aBackendThatDripsIsGivenUp(String drop) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> drip(server, drop));
            Result result = ask(
                    options(server.getLocalPort(), "never"),
                    new ProbePatience(PATIENCE.connect(), SHORT),
                    "127.0.0.3",
                    BOTH);
            assertThat(result).isInstanceOf(Result.Unreachable.class);
        }
    }

    @Test
    void aBackendThatSaysNothingIsWaitedForAsLongAsConfigured() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            long began = System.nanoTime();
            assertThat(ask(
                            options(silent.getLocalPort(), "never"),
                            new ProbePatience(PATIENCE.connect(), SHORT),
                            "127.0.0.3",
                            BOTH))
                    .isEqualTo(new Result.Unreachable("no reply within 0 s"));
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(SHORT);
        }
    }

    @Test
    void aBackendThatIsAwayIsUnreachable() throws Exception {
        int port;
        try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = gone.getLocalPort();
        }
        assertThat(ask(port, "127.0.0.3", BOTH)).isInstanceOf(Result.Unreachable.class);
    }

    private static Result both(Meaning meaning, String command, String reply) {
        var answer = new ProbeAnswer(meaning, command, reply);
        return new Result.Answered(Optional.of(answer), answer);
    }

    /** Sends this to the first client, then waits for it to leave. */
    private static ServerSocket answering(String octets) throws IOException {
        var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> {
            try (Socket client = server.accept()) {
                client.getOutputStream().write(octets.getBytes(ISO_8859_1));
                client.getInputStream().transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                // Closed.
            }
        });
        return server;
    }

    /** Until the client leaves, which is seen when writing to it. */
    private static void drip(ServerSocket server, String drop) {
        try (Socket client = server.accept()) {
            while (true) {
                client.getOutputStream().write(drop.getBytes(ISO_8859_1));
                client.setSoTimeout(20);
                try {
                    if (client.getInputStream().read() < 0) {
                        return;
                    }
                } catch (java.net.SocketTimeoutException e) {
                    // The pause between two drops.
                }
            }
        } catch (IOException e) {
            // It has left.
        }
    }

    private static Result ask(int port, String from, RelayProbe.Question question) throws Exception {
        return ask(options(port, "never"), PATIENCE, from, question);
    }

    private static Result ask(BackendOptions options, ProbePatience patience, String from, RelayProbe.Question question)
            throws Exception {
        try (var probes = new Probes(options, BackendLeg.load(options))) {
            return new RelayProbe(probes::eventLoop, () -> patience)
                    .ask(probes.connector(), new Source.Ours(Optional.of(InetAddress.getByName(from))), question);
        }
    }

    private static BackendOptions options(int port, String tls) throws Exception {
        return new ConfigurationLoader(Map.of())
                .loadText("smtpward.backend { address = \"127.0.0.1:%d\", tls = %s }".formatted(port, tls), "test")
                .configuration()
                .backend();
    }
}
