package org.smtpward.tls;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslClientHelloHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.util.Optional;
import org.smtpward.session.ClientHelloFacts;
import org.smtpward.session.Session;
import org.smtpward.session.TlsRefusal;

/**
 * Stands first in the client's pipeline from our 220 (or from the start, on an implicit TLS listener) until a whole
 * ClientHello has been read, and makes way for the TLS engine if the session's rules let it. It exists because the OpenSSL
 * engine cannot refuse an ALPN offer or a server name, and because nothing but a ClientHello may follow our 220.
 */
public final class ClientHelloGate extends SslClientHelloHandler<TlsRefusal> {
    /** Larger than any ClientHello seen in the wild, post-quantum key shares included; the memory is bounded by it. */
    private static final int MAX_OCTETS = 16 * 1024;

    /** The content types of TLS records are from this one ... */
    private static final int CHANGE_CIPHER_SPEC = 20;
    /** ... to this one (RFC 8446 §5.1). */
    private static final int APPLICATION_DATA = 23;

    private final Certificates certificates;
    private final Session session;
    private final boolean passesOn;
    private Optional<ClientHello> hello = Optional.empty();
    private boolean done;

    private ClientHelloGate(Certificates certificates, Session session, boolean passesOn) {
        super(MAX_OCTETS);
        this.certificates = certificates;
        this.session = session;
        this.passesOn = passesOn;
    }

    /** A gate that makes way for a TLS engine with one of {@code certificates}. */
    public static ClientHelloGate toEngine(Certificates certificates, Session session) {
        return new ClientHelloGate(certificates, session, false);
    }

    /** A gate behind which the session passes TLS on to the backend; {@code certificates} tell which names are known. */
    public static ClientHelloGate toBackend(Certificates certificates, Session session) {
        return new ClientHelloGate(certificates, session, true);
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, java.util.List<Object> out) throws Exception {
        if (done) {
            // The session is over; the base class would look at the same octets again.
            in.skipBytes(in.readableBytes());
        } else {
            super.decode(ctx, in, out);
        }
    }

    /** Null as result means go on. */
    @Override
    protected Future<TlsRefusal> lookup(ChannelHandlerContext ctx, ByteBuf clientHello) {
        return ImmediateEventExecutor.INSTANCE.newSucceededFuture(refusal(clientHello));
    }

    // The base class hands over null for what is no ClientHello, and takes null for "no answer".
    @SuppressWarnings("NullAway")
    private TlsRefusal refusal(ByteBuf clientHello) {
        if (clientHello == null) {
            session.tls().onNoClientHello(internalBuffer());
            return TlsRefusal.UNEXPECTED_MESSAGE;
        }
        hello = ClientHello.read(clientHello);
        if (hello.isEmpty()) {
            return TlsRefusal.DECODE_ERROR;
        }
        ClientHelloFacts facts = hello.get().facts();
        boolean covered = facts.serverName().map(certificates::covers).orElse(true);
        return session.tls().onClientHello(facts, covered).orElse(null);
    }

    @Override
    protected void onLookupComplete(ChannelHandlerContext ctx, Future<TlsRefusal> future) {
        done = true;
        TlsRefusal refusal = future.getNow();
        if (refusal == null && passesOn) {
            session.tls().onClientTlsPassedOn();
            // What was read so far goes on from here as it came.
            ctx.pipeline().remove(this);
        } else if (refusal == null) {
            SslHandler ssl = certificates.choose(hello.orElseThrow()).context().newHandler(ctx.alloc());
            // The session itself watches the time.
            ssl.setHandshakeTimeoutMillis(0);
            ctx.pipeline().replace(this, "ssl", ssl);
        } else {
            if (refusal != TlsRefusal.UNEXPECTED_MESSAGE || isTlsRecord()) {
                ctx.writeAndFlush(alert(ctx, refusal));
            }
            session.tls().onClientTlsRefused();
        }
    }

    /** Who does not speak TLS would take an alert for text. */
    private boolean isTlsRecord() {
        ByteBuf octets = internalBuffer();
        int type = octets.isReadable() ? octets.getUnsignedByte(octets.readerIndex()) : 0;
        return type >= CHANGE_CIPHER_SPEC && type <= APPLICATION_DATA;
    }

    /** A fatal alert in a record of its own (RFC 8446 §5.1, §6), in the clear, as nothing has been agreed on yet. */
    private static ByteBuf alert(ChannelHandlerContext ctx, TlsRefusal refusal) {
        return ctx.alloc().buffer(7).writeBytes(new byte[] {21, 3, 3, 0, 2, 2, (byte) refusal.description()});
    }
}
