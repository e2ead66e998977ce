package org.smtpward.probe;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.smtpward.lab.Authority;
import org.smtpward.lab.Authority.Wish;

/** An SMTP server as strict as a server can be, but for the holes that a test orders. It keeps what it accepts. */
final class FakeServer implements AutoCloseable {
    /** What a strict server does not do. */
    enum Hole {
        /** Answers what it does not know and goes on. */
        GOES_ON,
        /** The same, but leaves after three such lines: no hole, whatever its texts. */
        GOES_ON_FOR_A_WHILE,
        ANY_ALPN,
        ANY_NAME,
        /** What came behind STARTTLS is run in TLS. */
        INJECTION,
        /** Runs it before the handshake, in the clear. */
        ANSWERS_BEHIND_STARTTLS,
        NO_STARTTLS,
        /** No hole: TLS from the first octet. */
        IMPLICIT_TLS,
        LF_LF,
        LF_CRLF,
        CRLF_LF,
        CR_CR,
        CR_CRLF,
        CRLF_CR,
        NUL,
        SEVEN_BIT,
        /** Mail data that ends falsely is refused, and then the session goes on. */
        REFUSES_MAIL,
        LONG_AUTH,
        /** No hole: waits before the greeting whether a client talks first. */
        GREET_PAUSE,
        PIPELINING,
        ECHO_UNKNOWN,
        ECHO_ARGUMENT,
        /** No mail without TLS, in words of sendmail. */
        CODE_403,
        RELAY,
        /** No hole: recipients may come again later. */
        GREYLIST,
        XCLIENT,
        PROXY_HEADER
    }

    private final ServerSocket listener;
    private final Set<Hole> holes;
    private final SSLContext tls;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final List<String> messages = new CopyOnWriteArrayList<>();

    private FakeServer(ServerSocket listener, Set<Hole> holes, SSLContext tls) {
        this.listener = listener;
        this.holes = holes;
        this.tls = tls;
    }

    static FakeServer start(Hole... holes) throws Exception {
        Set<Hole> some = EnumSet.noneOf(Hole.class);
        some.addAll(List.of(holes));
        var server = new FakeServer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), some, tls());
        Thread.ofVirtual().start(server::accept);
        return server;
    }

    private static SSLContext tls() throws GeneralSecurityException, IOException {
        Authority.Issued issued =
                Authority.root("CN=authority of the test").issue("CN=localhost", Wish.ec("localhost"));
        KeyStore keys = KeyStore.getInstance(KeyStore.getDefaultType());
        keys.load(null, null);
        keys.setKeyEntry(
                "server",
                issued.keys().getPrivate(),
                new char[0],
                issued.chain().toArray(X509Certificate[]::new));
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        return context;
    }

    int port() {
        return listener.getLocalPort();
    }

    /** All mail data that was accepted. */
    List<String> messages() {
        return messages;
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                sockets.add(socket);
                Thread.ofVirtual().start(() -> {
                    try (socket) {
                        new FakeSession(socket, holes, tls, messages).converse();
                    } catch (IOException e) {
                        // The client has left.
                    }
                });
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
