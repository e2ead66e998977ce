package org.smtpward.events;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import org.jspecify.annotations.Nullable;
import org.smtpward.config.HostPort;

/**
 * Sends a datagram for each event. Of what gets lost on the way nobody hears, but of a receiver that is not there: its machine
 * says so, and then its address is looked up again.
 */
final class UdpSyslogSink implements EventSink {
    private final HostPort receiver;
    private final SyslogSender sender;
    private @Nullable DatagramChannel channel;

    UdpSyslogSink(HostPort receiver, SyslogSender sender) {
        this.receiver = receiver;
        this.sender = sender;
    }

    @Override
    public void write(Event event, byte[] line) throws IOException {
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
            channel.connect(resolved(receiver));
        }
        return channel;
    }

    static InetSocketAddress resolved(HostPort receiver) throws UnknownHostException {
        var address = new InetSocketAddress(receiver.host(), receiver.port());
        if (address.isUnresolved()) {
            throw new UnknownHostException("no address for " + receiver.host());
        }
        return address;
    }
}
