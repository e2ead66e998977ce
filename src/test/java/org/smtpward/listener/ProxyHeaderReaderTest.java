package org.smtpward.listener;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.smtpward.backend.Client;

/** {@code limits.proxy-header} at its edge, and every way to cut a header. */
class ProxyHeaderReaderTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String HEADER = "PROXY TCP4 192.0.2.7 198.51.100.1 51234 25\r\n";

    private final List<String> outcomes = new ArrayList<>();
    private EmbeddedChannel channel;

    @BeforeEach
    void start() {
        channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter()) {
            @Override
            protected SocketAddress remoteAddress0() {
                return new InetSocketAddress("10.0.0.1", 40000);
            }

            @Override
            protected SocketAddress localAddress0() {
                return new InetSocketAddress("10.0.0.2", 25);
            }
        };
        channel.freezeTime();
        new ProxyHeaderReader(channel.pipeline().firstContext(), new Recording()).start(PATIENCE);
    }

    @AfterEach
    void stop() {
        channel.finishAndReleaseAll();
    }

    @Test
    void aHeaderInTheLastMomentIsTaken() {
        pass(PATIENCE.minusNanos(1));
        write(HEADER);
        pass(PATIENCE);
        assertThat(outcomes).containsExactly("192.0.2.7:51234");
    }

    @Test
    void afterThatNoneIsWaitedFor() {
        write(HEADER.substring(0, HEADER.length() - 1));
        pass(PATIENCE);
        assertThat(outcomes).containsExactly("no header in time");
        write("\n");
        assertThat(outcomes).hasSize(1);
    }

    @Test
    void itMayComeInAnyPieces() {
        for (int cut = 1; cut < HEADER.length(); cut++) {
            stop();
            outcomes.clear();
            start();
            write(HEADER.substring(0, cut));
            assertThat(outcomes).isEmpty();
            write(HEADER.substring(cut));
            assertThat(outcomes).containsExactly("192.0.2.7:51234");
        }
    }

    /** A PP2_TYPE_SSL (proxy-protocol.txt §2.2.6) of five octets, with a field in it of 0x5c45. */
    @Test
    void aBrokenFieldIsRefusedLikeEverythingThatIsNoHeader() {
        String addresses = "c0000207 c6336401 c822 0019";
        byte[] header = HexFormat.of()
                .parseHex(("0d0a0d0a000d0a515549540a 21 11 0019" + addresses + "20 000a 01 00000000 21 5c45 5d5d")
                        .replace(" ", ""));
        channel.writeInbound(Unpooled.wrappedBuffer(header));
        assertThat(outcomes).containsExactly("what came is no header of the PROXY protocol");
    }

    @Test
    void whoLeavesBeforeIsGone() {
        write("PROXY");
        channel.close();
        assertThat(outcomes).containsExactly("gone");
    }

    private void write(String octets) {
        channel.writeInbound(Unpooled.copiedBuffer(octets, US_ASCII));
    }

    private void pass(Duration time) {
        channel.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
        channel.runScheduledPendingTasks();
    }

    private final class Recording implements ProxyHeaderReader.Outcome {
        @Override
        public void onClient(Client client) {
            outcomes.add(client.address().getAddress().getHostAddress() + ":"
                    + client.address().getPort());
        }

        @Override
        public void onRefused(String why) {
            outcomes.add(why);
        }

        @Override
        public void onGone() {
            outcomes.add("gone");
        }
    }
}
