package org.smtpward;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.smtpward.demo.ThrowAwayCertificate;

/** TLS from the first octet before a server without, as submissions (port 465) has it. */
final class TlsFront implements AutoCloseable {
    private final ServerSocket server;
    private final int behind;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    private TlsFront(ServerSocket server, int behind) {
        this.server = server;
        this.behind = behind;
    }

    static TlsFront start(ThrowAwayCertificate certificate, int behind) throws Exception {
        char[] noPassword = {};
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, noPassword);
        store.setKeyEntry("key", certificate.privateKey(), noPassword, new Certificate[] {certificate.certificate()});
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, noPassword);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        var front = new TlsFront(
                context.getServerSocketFactory().createServerSocket(0, 0, InetAddress.getByName("127.0.0.1")), behind);
        Thread.ofVirtual().start(front::accept);
        return front;
    }

    int port() {
        return server.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                // From where the stand-in relays for nobody.
                Socket plain =
                        new Socket(InetAddress.getByName("127.0.0.1"), behind, InetAddress.getByName("127.0.0.2"), 0);
                sockets.add(client);
                sockets.add(plain);
                Thread.ofVirtual().start(() -> carry(client, plain));
                Thread.ofVirtual().start(() -> carry(plain, client));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private static void carry(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // One of the two has left.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
