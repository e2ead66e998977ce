package org.smtpward.backend;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageEncoder;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol;
import io.netty.util.NetUtil;
import java.net.Inet4Address;
import java.net.InetAddress;
import org.smtpward.config.Network;

/** Begins a connection with the header of the PROXY protocol, before all else, TLS too; then it is gone. */
final class ProxyHeaderWriter extends ChannelInboundHandlerAdapter {
    private final Source.Announced source;

    ProxyHeaderWriter(Source.Announced source) {
        this.source = source;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        ctx.pipeline().addFirst(HAProxyMessageEncoder.INSTANCE);
        ctx.writeAndFlush(message());
        ctx.pipeline().remove(HAProxyMessageEncoder.INSTANCE);
        ctx.fireChannelActive();
        ctx.pipeline().remove(this);
    }

    private HAProxyMessage message() {
        InetAddress client = Network.plain(source.client().getAddress());
        return new HAProxyMessage(
                source.version(),
                HAProxyCommand.PROXY,
                client instanceof Inet4Address ? HAProxyProxiedProtocol.TCP4 : HAProxyProxiedProtocol.TCP6,
                NetUtil.toAddressString(client),
                NetUtil.toAddressString(Network.plain(source.destination().getAddress())),
                source.client().getPort(),
                source.destination().getPort());
    }
}
