package org.smtpward.bench.sink;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.BitSet;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.smtpward.bench.Stamp;
import org.smtpward.bench.Tally;
import org.smtpward.bench.TallyClient;

/** What a sink makes of mail that a faulty proxy would bring it. */
class SinkTest {
    private static final long LOAD = 0x0123456789abcdefL;
    private static final String TEXT = "Subject: x\r\n\r\none\r\n..two\r\n.\r\n";

    private Sink sink;

    @BeforeEach
    void startSink() throws Exception {
        sink = Sink.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Optional.empty(), 1);
    }

    @AfterEach
    void stopSink() {
        sink.close();
    }

    @Test
    void aMessageAsItWasSentIsWhole() throws IOException {
        deliver(stamp(3).sender(), stamp(3).line() + TEXT);
        assertThat(tally()).isEqualTo(new Tally(whole(3), 0, 0, 0));
        assertThat(sink.totals()).isEqualTo(new Totals(1, TEXT.length(), 0, 0, 0, 0));
    }

    @Test
    void theSameMessageAgainIsDoubled() throws IOException {
        deliver(stamp(0).sender(), stamp(0).line() + TEXT);
        deliver(stamp(0).sender(), stamp(0).line() + TEXT);
        assertThat(tally()).isEqualTo(new Tally(whole(0), 1, 0, 0));
    }

    @Test
    void oneOtherOctetIsAnAlteration() throws IOException {
        deliver(stamp(0).sender(), stamp(0).line() + TEXT.replace("one", "onf"));
        assertThat(tally()).isEqualTo(new Tally(whole(), 0, 1, 0));
    }

    @Test
    void aLineMoreOrLessIsAnAlteration() throws IOException {
        deliver(stamp(0).sender(), stamp(0).line() + "Received: x\r\n" + TEXT);
        deliver(stamp(1).sender(), stamp(1).line() + TEXT.replace("one\r\n", ""));
        assertThat(tally()).isEqualTo(new Tally(whole(), 0, 2, 0));
    }

    @Test
    void anEndTooEarlyIsAnAlterationAndHangsNothing() throws IOException {
        deliver(stamp(0).sender(), stamp(0).line() + "Subject: x\r\n.\r\n");
        assertThat(tally()).isEqualTo(new Tally(whole(), 0, 1, 0));
    }

    @Test
    void theEnvelopeOfAnotherMessageIsAnAlteration() throws IOException {
        deliver(stamp(1).sender(), stamp(0).line() + TEXT);
        assertThat(tally()).isEqualTo(new Tally(whole(), 0, 1, 0));
    }

    @Test
    void whatHasNoStampIsCountedApart() throws IOException {
        deliver("somebody@client.example", TEXT);
        deliver("somebody@client.example", ".\r\n");
        deliver("somebody@client.example", stamp(0).line().replace("X-Bench", "X-Benck") + TEXT);
        assertThat(sink.totals().unstamped()).isEqualTo(3);
        assertThat(tally()).isEqualTo(Tally.nothing());
    }

    @Test
    void aConnectionThatEndsInMailDataIsBrokenOff() throws IOException {
        try (var client = new Client()) {
            client.envelope(stamp(0).sender());
            client.send(stamp(0).line() + "Subject: x\r\n");
            client.socket.shutdownOutput();
            // The sink has noticed when it closes.
            assertThat(client.in.read()).isEqualTo(-1);
        }
        assertThat(tally()).isEqualTo(new Tally(whole(), 0, 0, 1));
    }

    @Test
    void theEndIsFoundHoweverTheOctetsAreCut() throws IOException {
        try (var client = new Client()) {
            client.socket.setTcpNoDelay(true);
            client.envelope(stamp(0).sender());
            for (char octet : (stamp(0).line() + TEXT).toCharArray()) {
                client.send(String.valueOf(octet));
            }
            client.expect("250");
        }
        assertThat(tally()).isEqualTo(new Tally(whole(0), 0, 0, 0));
    }

    @Test
    void itRelaysForNobody() throws IOException {
        try (var client = new Client()) {
            client.ask("EHLO x", "250");
            client.ask("MAIL FROM:<>", "250");
            client.ask("RCPT TO:<somebody@elsewhere.example>", "550");
            client.ask("DATA", "503");
        }
    }

    /** Over SMTP, as a load on another machine asks, and directly. */
    private Tally tally() throws IOException {
        Tally asked = TallyClient.ask(sink.address(), "0123456789abcdef");
        assertThat(asked).isEqualTo(sink.tally(LOAD));
        return asked;
    }

    private void deliver(String sender, String data) throws IOException {
        try (var client = new Client()) {
            client.envelope(sender);
            client.send(data);
            client.expect("250");
            client.ask("QUIT", "221");
        }
    }

    private static Stamp stamp(int sequence) {
        var crc = new CRC32C();
        crc.update(TEXT.getBytes(ISO_8859_1));
        return new Stamp(LOAD, sequence, TEXT.length(), (int) crc.getValue());
    }

    private static BitSet whole(int... sequences) {
        var whole = new BitSet();
        for (int sequence : sequences) {
            whole.set(sequence);
        }
        return whole;
    }

    private final class Client implements AutoCloseable {
        private final Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), sink.address().getPort());
        private final BufferedReader in;

        Client() throws IOException {
            socket.setSoTimeout(10_000);
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
            expect("220");
        }

        void envelope(String sender) throws IOException {
            ask("EHLO client.example", "250");
            ask("MAIL FROM:<" + sender + ">", "250");
            ask("RCPT TO:<recipient@example.net>", "250");
            ask("DATA", "354");
        }

        void ask(String command, String code) throws IOException {
            send(command + "\r\n");
            expect(code);
        }

        void send(String octets) throws IOException {
            socket.getOutputStream().write(octets.getBytes(ISO_8859_1));
        }

        void expect(String code) throws IOException {
            String line;
            do {
                line = in.readLine();
            } while (line.charAt(3) == '-');
            assertThat(line).startsWith(code);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
