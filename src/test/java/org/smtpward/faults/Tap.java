package org.smtpward.faults;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.Arrays;

/** A socket below TLS of which one can tell how it ended, and into which octets can be slipped that nobody sent. */
final class Tap extends Socket {
    private final Socket socket;
    private final InputStream in;
    private volatile byte[] poison = {};
    private volatile boolean ended;

    Tap(Socket socket, InputStream below) {
        this.socket = socket;
        this.in = new Tapped(below);
    }

    /** The next octets that TLS reads are these. */
    void poison(byte... octets) {
        poison = octets.clone();
    }

    /** Whether TCP has ended before TLS did. */
    boolean hasEnded() {
        return ended;
    }

    private final class Tapped extends FilterInputStream {
        Tapped(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] octets, int offset, int length) throws IOException {
            if (poison.length > 0) {
                int some = Math.min(length, poison.length);
                System.arraycopy(poison, 0, octets, offset, some);
                poison = Arrays.copyOfRange(poison, some, poison.length);
                return some;
            }
            int read = super.read(octets, offset, length);
            ended |= read < 0;
            return read;
        }
    }

    @Override
    public InputStream getInputStream() {
        return in;
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        return socket.getOutputStream();
    }

    @Override
    public boolean isConnected() {
        return true;
    }

    @Override
    public boolean isBound() {
        return true;
    }

    @Override
    public boolean isClosed() {
        return socket.isClosed();
    }

    @Override
    public boolean isInputShutdown() {
        return socket.isInputShutdown();
    }

    @Override
    public boolean isOutputShutdown() {
        return socket.isOutputShutdown();
    }

    @Override
    public void shutdownInput() throws IOException {
        socket.shutdownInput();
    }

    @Override
    public void shutdownOutput() throws IOException {
        socket.shutdownOutput();
    }

    @Override
    public int getPort() {
        return socket.getPort();
    }

    @Override
    public int getLocalPort() {
        return socket.getLocalPort();
    }

    @Override
    public InetAddress getInetAddress() {
        return socket.getInetAddress();
    }

    @Override
    public SocketAddress getRemoteSocketAddress() {
        return socket.getRemoteSocketAddress();
    }

    @Override
    public void setSoTimeout(int millis) throws SocketException {
        socket.setSoTimeout(millis);
    }

    @Override
    public int getSoTimeout() throws SocketException {
        return socket.getSoTimeout();
    }

    @Override
    public int getSoLinger() throws SocketException {
        return socket.getSoLinger();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
