package org.smtpward.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import org.smtpward.maildata.NewlineTreatment;
import org.smtpward.policy.Policy;
import org.smtpward.rewrite.EhloKeywords;
import org.smtpward.rewrite.Tls403;
import org.smtpward.rewrite.Tls403Scope;
import org.smtpward.session.BackendTls;
import org.smtpward.session.ClientHelloFacts;
import org.smtpward.session.ClientTls;
import org.smtpward.session.Legs;
import org.smtpward.session.Limits;
import org.smtpward.session.Peer;
import org.smtpward.session.Session;
import org.smtpward.session.SessionListener;
import org.smtpward.session.SessionSettings;

/** A {@link ClientHelloGate} in a pipeline of its own, before a session that passes TLS on. */
final class Gate {
    private static final Duration LONG = Duration.ofHours(1);
    private static final SessionSettings SETTINGS = new SessionSettings(
            new Limits(5, 10, 10, 512, 1024, 12_287, 512, 500, 4096, 10, LONG, LONG, LONG, LONG, LONG, 0, LONG),
            new Policy(Map.of(), Map.of(), NewlineTreatment.NORMALIZE, NewlineTreatment.NORMALIZE, List.of()),
            Set.of(),
            new EhloKeywords(Set.of()),
            new Tls403(Tls403Scope.KNOWN),
            ClientTls.PASSED_ON,
            () -> true,
            Set.of("smtp"),
            BackendTls.NEVER,
            Optional.empty());

    private Gate() {}

    /**
     * What came of a handshake's first octets.
     *
     * @param facts what the session was told of the ClientHello
     * @param passedOn the octets that went on, one char each
     * @param toClient the octets that the client got
     * @param broken whether a decoder threw, for which the connection is closed
     */
    record Verdict(Optional<ClientHelloFacts> facts, String passedOn, String toClient, boolean broken) {}

    static Verdict judge(List<byte[]> segments) {
        var allocator = new UnpooledByteBufAllocator(false);
        var session = new Session(
                new Peer("session-1", "smtp", "192.0.2.1", 40_000),
                "proxy.example",
                SETTINGS,
                nothing(Legs.class, allocator),
                nothing(SessionListener.class, allocator),
                () -> 0);
        session.start(true);
        var channel = new EmbeddedChannel(ClientHelloGate.toBackend(Certificates.NONE, session));
        boolean broken = false;
        for (byte[] segment : segments) {
            broken = broken
                    || !write(channel, allocator.buffer(segment.length + 1).writeBytes(segment));
        }
        var verdict = new Verdict(
                session.facts().clientHello(),
                drain(channel.inboundMessages()),
                drain(channel.outboundMessages()),
                broken);
        channel.finishAndReleaseAll();
        assertThat(allocator.metric().usedHeapMemory())
                .as("octets that nobody released")
                .isZero();
        return verdict;
    }

    private static boolean write(EmbeddedChannel channel, ByteBuf octets) {
        try {
            channel.writeInbound(octets);
            return true;
        } catch (DecoderException e) {
            return false;
        }
    }

    private static String drain(Queue<Object> messages) {
        var octets = new StringBuilder();
        for (Object message = messages.poll(); message != null; message = messages.poll()) {
            var buffer = (ByteBuf) message;
            octets.append(buffer.toString(ISO_8859_1));
            buffer.release();
        }
        return octets.toString();
    }

    /** One that does nothing; whatever is asked, it says yes. */
    private static <T> T nothing(Class<T> type, ByteBufAllocator allocator) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> switch (method.getName()) {
                    case "allocator" -> allocator;
                    default -> method.getReturnType() == boolean.class ? Boolean.TRUE : null;
                }));
    }
}
