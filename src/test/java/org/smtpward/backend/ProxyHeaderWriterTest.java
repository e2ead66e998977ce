package org.smtpward.backend;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.haproxy.HAProxyProtocolVersion;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The header with which a connection to a modern backend begins. */
class ProxyHeaderWriterTest {
    @Test
    void version1IsALineOfText() throws Exception {
        assertThat(header(HAProxyProtocolVersion.V1, "192.0.2.7", "198.51.100.25")
                        .toString(US_ASCII))
                .isEqualTo("PROXY TCP4 192.0.2.7 198.51.100.25 4711 25\r\n");
        assertThat(header(HAProxyProtocolVersion.V1, "2001:db8::7", "2001:db8::25")
                        .toString(US_ASCII))
                .isEqualTo("PROXY TCP6 2001:db8::7 2001:db8::25 4711 25\r\n");
    }

    @Test
    void version2IsBinary() throws Exception {
        assertThat(ByteBufUtil.hexDump(header(HAProxyProtocolVersion.V2, "192.0.2.7", "198.51.100.25")))
                .isEqualTo("0d0a0d0a000d0a515549540a" + "2111000c" + "c0000207" + "c6336419" + "12670019");
    }

    private static ByteBuf header(HAProxyProtocolVersion version, String client, String destination) throws Exception {
        var channel = new EmbeddedChannel(new ProxyHeaderWriter(new Source.Announced(
                Optional.empty(),
                version,
                new InetSocketAddress(InetAddress.getByName(client), 4711),
                new InetSocketAddress(InetAddress.getByName(destination), 25))));
        assertThat(channel.pipeline().names()).as("nothing stays behind it").hasSize(1);
        return channel.readOutbound();
    }
}
