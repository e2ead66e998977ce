package org.smtpward.bench.sink;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.smtpward.bench.Loops;
import org.smtpward.bench.Tally;

/** A running backend that throws mail away and knows what came. Give it as few threads as do: it shares the machine. */
public final class Sink implements AutoCloseable {
    /** More than a load generator opens at the same moment. */
    private static final int BACKLOG = 4096;

    private static final Duration END = Duration.ofSeconds(5);

    private final Books books = new Books();
    private final EventLoopGroup loops;
    private final Channel channel;

    private Sink(InetSocketAddress address, Optional<SslContext> tls, int threads) throws InterruptedException {
        this.loops = Loops.of(threads);
        this.channel = new ServerBootstrap()
                .group(loops)
                .channel(Loops.serverChannel())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel ch) {
                        ch.pipeline().addLast(new SinkSession(books, tls));
                    }
                })
                .bind(address)
                .sync()
                .channel();
    }

    /** Listens at {@code address} (port 0: any free one), with STARTTLS if there is something to do it with. */
    public static Sink start(InetSocketAddress address, Optional<SslContext> tls, int threads)
            throws InterruptedException {
        return new Sink(address, tls, threads);
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return (InetSocketAddress) channel.localAddress();
    }

    /** What came of one load; over SMTP, the command XTALLY tells the same. */
    public Tally tally(long load) {
        return books.tally(load);
    }

    /** What came in all. */
    public Totals totals() {
        return books.totals();
    }

    @Override
    public void close() {
        channel.close();
        loops.shutdownGracefully(0, END.toMillis(), TimeUnit.MILLISECONDS).awaitUninterruptibly();
    }
}
