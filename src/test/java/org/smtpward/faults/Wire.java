package org.smtpward.faults;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;

/** One end of a connection, in the clear or in TLS, of a peer that may stop behaving at any octet. One char an octet. */
final class Wire implements AutoCloseable {
    /** Longer than anything takes on a busy machine; who waits so long hangs. */
    private static final int PATIENCE_MILLIS = 30_000;

    private static final InetAddress HERE = InetAddress.getLoopbackAddress();
    private static final byte[] NO_RECORD = {1, 2, 3, 4, 5, 6, 7, 8};

    private final Socket socket;
    private final InputStream in;
    private Tap tap;
    private SSLSocket tls;
    private volatile End end = End.NONE;

    /** How it ended for us. */
    enum End {
        /** Not yet. */
        NONE("open"),
        /** As it should; in TLS with close_notify. */
        CLEAN("the end"),
        /** By a reset, or because it was us who closed it. */
        RESET("reset"),
        /** TLS without close_notify. */
        CUT("no close_notify"),
        /** TLS is broken, mostly by an alert. */
        BROKEN("a TLS alert"),
        /** It did not. */
        HANGS("hangs");

        private final String words;

        End(String words) {
            this.words = words;
        }

        /** As the table has it. */
        String words() {
            return words;
        }
    }

    Wire(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    static Wire connect(int port) throws IOException {
        return new Wire(new Socket(HERE, port));
    }

    static Wire connect(int port, InetAddress from) throws IOException {
        return new Wire(new Socket(HERE, port, from, 0));
    }

    /** Our address. */
    String address() {
        return socket.getLocalAddress().getHostAddress();
    }

    boolean isInTls() {
        return tls != null;
    }

    void startTls(SSLContext context, boolean asClient) throws IOException {
        tap = new Tap(socket, in);
        SSLSocket begun = (SSLSocket) context.getSocketFactory().createSocket(tap, "localhost", socket.getPort(), true);
        begun.setUseClientMode(asClient);
        begun.startHandshake();
        tls = begun;
    }

    void say(String octets) throws IOException {
        (tls == null ? socket : tls).getOutputStream().write(octets.getBytes(ISO_8859_1));
    }

    /** Below TLS, if there is any. */
    void sayRaw(byte... octets) throws IOException {
        socket.getOutputStream().write(octets);
    }

    /** The next octet, or -1 at the end, of which {@link #end()} tells more. */
    int read() {
        try {
            int octet = (tls == null ? in : tls.getInputStream()).read();
            if (octet < 0) {
                end = tap != null && tap.hasEnded() ? End.CUT : End.CLEAN;
            }
            return octet;
        } catch (SocketTimeoutException e) {
            end = End.HANGS;
        } catch (SocketException e) {
            end = End.RESET;
        } catch (SSLException e) {
            end = End.BROKEN;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return -1;
    }

    End end() {
        return end;
    }

    /** A line without its end. */
    String line() throws IOException {
        var line = new StringBuilder();
        for (int octet = read(); octet != '\n'; octet = read()) {
            if (octet < 0) {
                throw new IOException(end + " instead of a line, behind \"" + line + '"');
            }
            line.append((char) octet);
        }
        return line.toString().stripTrailing();
    }

    /** A reply of any number of lines; tells its last one. */
    String reply() throws IOException {
        String line = line();
        while (line.startsWith("-", 3)) {
            line = line();
        }
        return line;
    }

    /** All up to the end. */
    String rest() {
        var rest = new StringBuilder();
        for (int octet = read(); octet >= 0; octet = read()) {
            rest.append((char) octet);
        }
        return rest.toString();
    }

    /** Octets in whatever pieces, as many as {@code text}. */
    String read(int length) throws IOException {
        var text = new StringBuilder();
        while (text.length() < length) {
            int octet = read();
            if (octet < 0) {
                throw new IOException(end + " instead of octets, behind \"" + text + '"');
            }
            text.append((char) octet);
        }
        return text.toString();
    }

    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /** TLS ends, but not TCP. */
    private void endTls() throws IOException {
        if (tls != null) {
            tls.shutdownOutput();
        }
    }

    void halfClose() throws IOException {
        endTls();
        halfCloseRaw();
    }

    /** Returns when there is something to read, which stays there. */
    void awaitOctet() throws IOException {
        in.mark(1);
        if (in.read() < 0) {
            throw new IOException("the end instead of an octet");
        }
        in.reset();
    }

    /** Ends TCP and leaves TLS, if there is any, without its end. */
    void halfCloseRaw() throws IOException {
        if (!socket.isOutputShutdown()) {
            socket.shutdownOutput();
        }
    }

    /** Our TLS engine finds something wrong with what we have read and says so to the other end. */
    void alert() throws IOException {
        tap.poison(NO_RECORD);
        try {
            // What it has decrypted already comes first.
            while (tls.getInputStream().read() >= 0) {}
            throw new AssertionError("TLS read garbage");
        } catch (SSLException e) {
            // That is what the alert is about.
        }
    }

    void closePolitely() throws IOException {
        endTls();
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
