package org.smtpward.listener;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.smtpward.backend.Client;
import org.smtpward.command.Cuts;

/**
 * Whoever is taken for the client is the one that {@link SlowProxyHeader} finds, and what stands behind the header passes whole,
 * however it is cut; a plain header is always taken, unless no client can have its address. The first octet of the input chooses
 * how the rest is cut.
 */
class ProxyHeaderFuzz {
    private static final InetSocketAddress PROXY = new InetSocketAddress("10.0.0.1", 40_000);

    /** What came of it; {@code rest} are the octets behind the header, one char each. */
    private record Found(Optional<InetSocketAddress> client, Optional<String> refusal, String rest) {}

    @FuzzTest
    void theClientIsWhomTheHeaderNames(byte[] input) {
        if (input.length < 1) {
            return;
        }
        byte[] octets = Arrays.copyOfRange(input, 1, input.length);
        Found found = read(List.of(octets));
        Found cut = read(Cuts.atRandom(octets, new Random(input[0])));
        if (!cut.equals(found)) {
            assertThat(cut).isEqualTo(found);
        }
        Optional<SlowProxyHeader> header = SlowProxyHeader.of(octets);
        if (found.client().isPresent()) {
            assertThat(header).as("a header").isPresent();
            assertThat(found.client()).contains(header.get().client().orElse(PROXY));
            int length = header.get().length();
            assertThat(found.rest()).isEqualTo(new String(octets, ISO_8859_1).substring(length));
        } else if (header.isPresent() && header.get().plain()) {
            InetAddress named = header.get().client().orElse(PROXY).getAddress();
            assertThat(named.isAnyLocalAddress() || named.isMulticastAddress() || named.isLoopbackAddress())
                    .as("an address that is refused: %s", found.refusal())
                    .isTrue();
        }
    }

    private static Found read(List<byte[]> segments) {
        var allocator = new UnpooledByteBufAllocator(false);
        var outcome = new Outcome();
        var channel = new EmbeddedChannel(new Last()) {
            @Override
            protected SocketAddress remoteAddress0() {
                return PROXY;
            }

            @Override
            protected SocketAddress localAddress0() {
                return new InetSocketAddress("10.0.0.2", 25);
            }
        };
        new ProxyHeaderReader(channel.pipeline().firstContext(), outcome).start(Duration.ofSeconds(10));
        for (byte[] segment : segments) {
            // Who is refused is closed.
            if (outcome.refusal.isEmpty()) {
                channel.writeInbound(allocator.buffer(segment.length + 1).writeBytes(segment));
            }
        }
        var rest = new StringBuilder();
        for (Object message = channel.readInbound(); message != null; message = channel.readInbound()) {
            rest.append(((ByteBuf) message).toString(ISO_8859_1));
            ((ByteBuf) message).release();
        }
        channel.finishAndReleaseAll();
        assertThat(allocator.metric().usedHeapMemory())
                .as("octets that nobody released")
                .isZero();
        return new Found(outcome.client, outcome.refusal, outcome.client.isPresent() ? rest.toString() : "");
    }

    /** In the place of Vert.x's handler. */
    private static final class Last extends ChannelInboundHandlerAdapter {}

    private static final class Outcome implements ProxyHeaderReader.Outcome {
        private Optional<InetSocketAddress> client = Optional.empty();
        private Optional<String> refusal = Optional.empty();

        @Override
        public void onClient(Client named) {
            assertThat(client.isPresent() || refusal.isPresent())
                    .as("called twice")
                    .isFalse();
            client = Optional.of(named.address());
        }

        @Override
        public void onRefused(String why) {
            assertThat(client.isPresent() || refusal.isPresent())
                    .as("called twice")
                    .isFalse();
            refusal = Optional.of(why);
        }

        @Override
        public void onGone() {}
    }
}
