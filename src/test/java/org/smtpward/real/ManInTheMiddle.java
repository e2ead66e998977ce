package org.smtpward.real;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/**
 * Sits between a browser and a web site and, once told to, leads connections to a mail server instead: he says EHLO and
 * STARTTLS himself, in the clear, and leaves the handshake and all behind it to the browser. He has no key and reads
 * nothing inside TLS.
 */
final class ManInTheMiddle implements AutoCloseable {
    /** What he says himself. */
    static final List<String> COMMANDS = List.of("EHLO middle.test", "STARTTLS");

    private final InetSocketAddress website;
    private final Endpoint mailServer;
    private final ServerSocket listener;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final List<ByteArrayOutputStream> steered = new CopyOnWriteArrayList<>();
    private final List<IOException> troubles = new CopyOnWriteArrayList<>();
    private volatile boolean steering;

    private ManInTheMiddle(InetSocketAddress website, Endpoint mailServer, ServerSocket listener) {
        this.website = website;
        this.mailServer = mailServer;
        this.listener = listener;
    }

    /** Leads to {@code website} at first. */
    static ManInTheMiddle between(InetSocketAddress website, Endpoint mailServer) throws IOException {
        ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        ManInTheMiddle middle = new ManInTheMiddle(website, mailServer, listener);
        Thread.startVirtualThread(middle::accept);
        return middle;
    }

    int port() {
        return listener.getLocalPort();
    }

    /** From now on to the mail server. What the browser still has open to the web site ends, or it would use that. */
    void steer() {
        steering = true;
        open.forEach(ManInTheMiddle::end);
    }

    /** In hexadecimal, what the mail server sent behind its 220; of each connection on which it sent anything. */
    List<String> answers() {
        return steered.stream()
                .map(answer -> HexFormat.of().formatHex(answer.toByteArray()))
                .filter(answer -> !answer.isEmpty())
                .toList();
    }

    /** Mail servers that could not be led to. */
    List<IOException> troubles() {
        return List.copyOf(troubles);
    }

    /** Ends all connections; returns when both sides have been told. */
    @Override
    public void close() throws IOException {
        listener.close();
        open.forEach(ManInTheMiddle::end);
        threads.close();
    }

    private void accept() {
        try {
            while (true) {
                Socket browser = listener.accept();
                threads.execute(() -> serve(browser));
            }
        } catch (IOException | RejectedExecutionException e) {
            end(listener); // closed, in one of two ways to learn it
        }
    }

    private void serve(Socket browser) {
        open.add(browser);
        try {
            if (steering) {
                ByteArrayOutputStream answer = new ByteArrayOutputStream();
                Socket server = startTls();
                steered.add(answer);
                join(browser, server, answer);
            } else {
                join(browser, new Socket(website.getAddress(), website.getPort()), OutputStream.nullOutputStream());
            }
        } catch (IOException e) {
            troubles.add(e);
        } finally {
            end(browser);
            open.remove(browser);
        }
    }

    private Socket startTls() throws IOException {
        SmtpClient client = SmtpClient.connect(mailServer);
        try {
            client.reply();
            client.command(COMMANDS.getFirst());
            return client.handOver();
        } catch (IOException e) {
            client.close();
            throw e;
        }
    }

    /** Copies both ways until both are at an end, or one breaks. */
    private static void join(Socket browser, Socket server, OutputStream copy) {
        try (server) {
            Thread there = Thread.startVirtualThread(() -> copy(browser, server, OutputStream.nullOutputStream()));
            copy(server, browser, copy);
            there.join();
        } catch (InterruptedException | IOException e) {
            end(browser);
        }
    }

    /** Whatever goes wrong in here is the business of the two whom he sits between. */
    private static void copy(Socket from, Socket to, OutputStream copy) {
        byte[] octets = new byte[1 << 14];
        try {
            InputStream in = from.getInputStream();
            for (int count = in.read(octets); count >= 0; count = in.read(octets)) {
                copy.write(octets, 0, count);
                to.getOutputStream().write(octets, 0, count);
            }
            to.shutdownOutput();
        } catch (IOException e) {
            end(from);
            end(to);
        }
    }

    private static void end(Closeable socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
