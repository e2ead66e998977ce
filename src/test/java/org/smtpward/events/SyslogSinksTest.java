package org.smtpward.events;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smtpward.config.HostPort;
import org.smtpward.policy.Action;
import org.smtpward.policy.RuleId;

@Timeout(30)
class SyslogSinksTest {
    private static final RuleEvent BLOCKED = AnEvent.of(RuleId.ALPN, Action.BLOCK);
    private static final SyslogSender SENDER = new SyslogSender("mx.example.com", 2, "smtpward", 4711);
    private static final byte[] LINE = "{}\n".getBytes(US_ASCII);
    private static final String MESSAGE = "<20>1 2026-03-01T12:00:00.120Z mx.example.com smtpward 4711 alpn - {}";

    @TempDir
    private Path directory;

    @BeforeAll
    static void nativeParts() {
        Epoll.ensureAvailability();
    }

    /** RFC 5424 §6.2.1: the facility eightfold, and a severity. */
    @ParameterizedTest
    @CsvSource({"BLOCK, 20", "MONITOR, 21", "REWRITE, 21", "EXEMPT, 22"})
    void howGraveItIs(Action action, int priority) {
        byte[] message = SENDER.message(AnEvent.of(RuleId.ALPN, action), LINE);
        assertThat(new String(message, US_ASCII)).startsWith("<" + priority + ">1 ");
    }

    @Test
    void aMessageIsInformationalAndItsOwnKind() {
        byte[] message = SENDER.message(AMessage.of(ASession.inTheClear(), AMessage.REFUSED), LINE);
        assertThat(new String(message, US_ASCII))
                .isEqualTo("<22>1 2026-03-01T12:00:00.120Z mx.example.com smtpward 4711 message - {}");
    }

    @Test
    void aDatagramOfRfc5424ForEachEvent() throws IOException {
        try (var receiver = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            var sink = new UdpSyslogSink(new HostPort("127.0.0.1", receiver.getLocalPort()), SENDER);
            sink.open();
            sink.write(BLOCKED, LINE);
            sink.write(BLOCKED, LINE);
            sink.close();
            for (int i = 0; i < 2; i++) {
                var packet = new DatagramPacket(new byte[9000], 9000);
                receiver.receive(packet);
                assertThat(new String(packet.getData(), 0, packet.getLength(), US_ASCII))
                        .isEqualTo(MESSAGE);
            }
        }
    }

    @Test
    void eachMessageInTheConnectionHasItsLengthBeforeIt() throws IOException {
        try (var listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            var sink = new TcpSyslogSink(new HostPort("127.0.0.1", listener.getLocalPort()), SENDER);
            sink.open();
            sink.write(BLOCKED, LINE);
            sink.write(BLOCKED, LINE);
            sink.close();
            String frame = MESSAGE.length() + " " + MESSAGE;
            try (var accepted = listener.accept()) {
                assertThat(accepted.getInputStream().readAllBytes())
                        .asString(US_ASCII)
                        .isEqualTo(frame + frame);
            }
        }
    }

    /** As a receiver does when it starts anew. Without a look first the next event would go nowhere, unnoticed. */
    @Test
    void aReceiverThatHasClosedTheConnectionGetsAnother() throws IOException {
        try (var listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            var sink = new TcpSyslogSink(new HostPort("127.0.0.1", listener.getLocalPort()), SENDER);
            sink.write(BLOCKED, LINE);
            try (var first = listener.accept()) {
                first.getInputStream().readNBytes(MESSAGE.length() + 3);
            }
            sink.write(BLOCKED, LINE);
            sink.close();
            try (var second = listener.accept();
                    InputStream in = second.getInputStream()) {
                assertThat(in.readAllBytes()).asString(US_ASCII).endsWith(MESSAGE);
            }
        }
    }

    @Test
    void withoutAReceiverAnEventIsLostAndTheNextIsTriedAgain() throws IOException {
        int port;
        try (var listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            port = listener.getLocalPort();
        }
        var sink = new TcpSyslogSink(new HostPort("127.0.0.1", port), SENDER);
        sink.open();
        assertThatThrownBy(() -> sink.write(BLOCKED, LINE)).isInstanceOf(ConnectException.class);
        try (var listener = new ServerSocket()) {
            listener.setReuseAddress(true);
            listener.bind(new InetSocketAddress("127.0.0.1", port));
            sink.write(BLOCKED, LINE);
            sink.close();
        }
        assertThatThrownBy(() -> new UdpSyslogSink(new HostPort("host.invalid", 514), SENDER).write(BLOCKED, LINE))
                .isInstanceOf(UnknownHostException.class);
    }

    @Test
    void theSocketOfThisMachineGetsTheFormThatItKnows() throws IOException {
        Path path = directory.resolve("log");
        try (var receiver = new LocalReceiver(path)) {
            var sink = new LocalSyslogSink(path, SENDER);
            sink.open();
            sink.write(BLOCKED, LINE);
            sink.close();
            String local = DateTimeFormatter.ofPattern("MMM ppd HH:mm:ss", Locale.ENGLISH)
                    .format(Instant.parse("2026-03-01T12:00:00Z").atZone(ZoneId.systemDefault()));
            assertThat(receiver.next()).isEqualTo("<20>" + local + " smtpward[4711]: {}");
        }
    }

    /** A receiver that reads nothing; then one that starts anew at the same path. */
    @Test
    void theSocketOfThisMachineIsNeverWaitedFor() throws IOException {
        Path path = directory.resolve("log");
        var sink = new LocalSyslogSink(path, SENDER);
        sink.open();
        assertThatThrownBy(() -> sink.write(BLOCKED, LINE)).isInstanceOf(IOException.class);
        try (var receiver = new LocalReceiver(path)) {
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 100_000; i++) {
                            sink.write(BLOCKED, LINE);
                        }
                    })
                    .hasMessage(path + " does not keep up");
            assertThat(receiver.next()).endsWith("]: {}");
        }
        try (var receiver = new LocalReceiver(path)) {
            sink.write(BLOCKED, LINE);
            assertThat(receiver.next()).endsWith("]: {}");
        }
        sink.close();
    }

    @Test
    void aLongEventStaysWhole() throws IOException {
        byte[] longest = ("x".repeat(12_000) + "\n").getBytes(US_ASCII);
        Path path = directory.resolve("log");
        try (var receiver = new LocalReceiver(path)) {
            var sink = new LocalSyslogSink(path, SENDER);
            sink.open();
            sink.write(BLOCKED, longest);
            sink.close();
            assertThat(receiver.next()).endsWith("x".repeat(12_000));
        }
    }

    /** A datagram socket at a path. */
    private static final class LocalReceiver implements AutoCloseable {
        private final Path path;
        private final Socket socket = Socket.newSocketDomainDgram();

        LocalReceiver(Path path) throws IOException {
            this.path = path;
            socket.bind(new DomainSocketAddress(path.toString()));
        }

        String next() throws IOException {
            ByteBuffer datagram = ByteBuffer.allocateDirect(20_000);
            int octets = socket.recv(datagram, 0, datagram.capacity());
            var text = new byte[octets];
            datagram.get(0, text);
            return new String(text, US_ASCII);
        }

        @Override
        public void close() throws IOException {
            socket.close();
            Files.deleteIfExists(path);
        }
    }
}
