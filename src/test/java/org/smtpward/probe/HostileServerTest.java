package org.smtpward.probe;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a server does, the probe ends soon and says what happened, without an octet that could do harm. */
@Timeout(60)
class HostileServerTest {
    /** What a server does with a connection. */
    @FunctionalInterface
    private interface Behaviour {
        void serve(Socket socket) throws IOException;
    }

    @Test
    void nobodyListens() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        assertThatThrownBy(() -> probe(port)).hasMessage("connection: refused");
    }

    @Test
    void silence() {
        assertUnreachable(socket -> socket.getInputStream().read(), "greeting: silence");
    }

    @Test
    void anEndAtOnce() {
        assertUnreachable(Socket::close, "greeting: connection closed");
    }

    @Test
    void aRefusal() {
        assertUnreachable(socket -> say(socket, "554 not \u001b[31myou\r\n"), "greeting: 554 not \\x1b[31myou");
    }

    @Test
    void anotherProtocol() {
        assertUnreachable(socket -> say(socket, "SSH-2.0-OpenSSH_9.2\r\n"), "greeting: no SMTP reply (no reply code)");
    }

    @Test
    void anEndlessLine() {
        assertUnreachable(
                socket -> {
                    say(socket, "220 ");
                    forever(socket, "x".repeat(1000));
                },
                "greeting: no SMTP reply (a line of more than 4096 octets)");
    }

    @Test
    void anEndlessReply() {
        assertUnreachable(socket -> forever(socket, "220-x\r\n"), "greeting: no SMTP reply (more than 200 lines)");
    }

    /** An octet now and then keeps a wait for an octet going; the probe waits for replies. */
    @Test
    void aTrickle() {
        assertUnreachable(
                socket -> {
                    say(socket, "220 ");
                    OutputStream out = socket.getOutputStream();
                    // The pace is that of the clock, since the probe's patience is.
                    while (true) {
                        out.write('x');
                        listen(socket);
                    }
                },
                "greeting: silence");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r\n",
                "250 yes\r\n",
                "\u0016\u0003\u0001\u00ff\u00ff",
                "\u0015\u0003\u0003\u0000\u0002\u0002\u0028"
            })
    void garbageInsteadOfTls(String garbage) throws Exception {
        try (ServerSocket server = serve(socket -> converse(socket, garbage))) {
            assertThat(probe(server.getLocalPort(), TlsNames.all()).findings())
                    .hasSize(2)
                    .allSatisfy(finding -> {
                        assertThat(finding.verdict()).isInstanceOf(Verdict.Unclear.class);
                        assertThat(finding.verdict().why()).startsWith("TLS: ").matches("[ -~]{1,200}");
                    });
        }
    }

    /** Says yes to what it must and nothing to anything else. */
    @Test
    void aServerThatGoesMuteIsUnclear() throws Exception {
        try (ServerSocket server = serve(socket -> converse(socket, ""))) {
            Finding finding =
                    probe(server.getLocalPort(), Alpaca.all()).findings().getFirst();
            assertThat(finding.verdict())
                    .isEqualTo(new Verdict.Unclear(
                            "GET: silence; POST: silence; PUT: silence; HEAD: silence; OPTIONS: silence"));
        }
    }

    @Test
    void aThousandRepliesToOneCommandAreNotAllHeard() throws Exception {
        try (ServerSocket server = serve(socket -> {
            say(socket, "220 hello\r\n");
            forever(socket, "250 yes\r\n");
        })) {
            assertThat(probe(server.getLocalPort()).findings()).hasSameSizeAs(Catalogue.all());
        }
    }

    @Test
    void whatTheServerSaysIsEscapedAndCut() throws Exception {
        try (ServerSocket server = serve(socket -> {
            say(socket, "220 \u001b]0;title\u0007\u009b" + "y".repeat(400) + "\r\n");
            socket.getInputStream().read();
            say(socket, "250 ok\r\n");
        })) {
            assertThat(probe(server.getLocalPort()).greeting())
                    .startsWith("220 \\x1b]0;title\\x07\\x9byyy")
                    .hasSizeLessThan(100)
                    .matches("[ -~]*");
        }
    }

    /** For a moment, to somebody who says nothing. */
    private static void listen(Socket socket) throws IOException {
        socket.setSoTimeout(20);
        try {
            socket.getInputStream().read();
        } catch (SocketTimeoutException e) {
            // As expected.
        }
    }

    /** Greets, answers EHLO and MAIL and RSET, and sends {@code handshake} behind STARTTLS. */
    private static void converse(Socket socket, String handshake) throws IOException {
        say(socket, "220 hello\r\n");
        var lines = new java.io.BufferedReader(new java.io.InputStreamReader(socket.getInputStream(), ISO_8859_1));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("EHLO")) {
                say(socket, "250-hello\r\n250 STARTTLS\r\n");
            } else if (line.startsWith("MAIL") || line.startsWith("RSET")) {
                say(socket, "250 ok\r\n");
            } else if (line.startsWith("STARTTLS")) {
                say(socket, "220 go\r\n");
                say(socket, handshake);
            } else {
                lines.skip(Long.MAX_VALUE);
            }
        }
    }

    private static void assertUnreachable(Behaviour behaviour, String why) {
        assertThatThrownBy(() -> {
                    try (ServerSocket server = serve(behaviour)) {
                        probe(server.getLocalPort());
                    }
                })
                .isInstanceOf(UnreachableException.class)
                .hasMessage(why);
    }

    private static Report probe(int port) throws UnreachableException {
        return probe(port, Catalogue.all());
    }

    private static Report probe(int port, List<Check> checks) throws UnreachableException {
        return new Prober(Targets.silent(port), (number, of, check) -> {}).probe(checks);
    }

    private static ServerSocket serve(Behaviour behaviour) throws IOException {
        var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    Socket socket = server.accept();
                    Thread.ofVirtual().start(() -> {
                        try (socket) {
                            behaviour.serve(socket);
                        } catch (IOException e) {
                            // The probe has left.
                        }
                    });
                }
            } catch (IOException e) {
                // Closed.
            }
        });
        return server;
    }

    private static void say(Socket socket, String octets) throws IOException {
        socket.getOutputStream().write(octets.getBytes(ISO_8859_1));
    }

    private static void forever(Socket socket, String octets) throws IOException {
        while (true) {
            say(socket, octets);
        }
    }
}
