package org.smtpward.events;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import org.jspecify.annotations.Nullable;

/**
 * Sends a datagram for each event. Of what gets lost on the way nobody hears, but of a receiver that is not there: its machine
 * says so, and then its address is looked up again.
 */
final class UdpSyslogSink implements EventSink {
    private final String host;
    private final int port;
    private final SyslogSender sender;
    private @Nullable DatagramChannel channel;

    UdpSyslogSink(String host, int port, SyslogSender sender) {
        this.host = host;
        this.port = port;
        this.sender = sender;
    }

    @Override
    public void open() {
        // The receiver may come later.
    }

    @Override
    public void write(RuleEvent event, byte[] line) throws IOException {
        DatagramChannel connected = connected();
        try {
            connected.write(ByteBuffer.wrap(sender.message(event, line)));
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
            channel = null;
        }
    }

    /** Connected, or the kernel would not tell of a receiver that is not there. */
    private DatagramChannel connected() throws IOException {
        if (channel == null) {
            channel = DatagramChannel.open();
            channel.connect(resolved(host, port));
        }
        return channel;
    }

    static InetSocketAddress resolved(String host, int port) throws UnknownHostException {
        var address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new UnknownHostException("no address for " + host);
        }
        return address;
    }
}
