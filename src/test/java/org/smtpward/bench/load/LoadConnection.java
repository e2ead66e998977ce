package org.smtpward.bench.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.smtpward.bench.Stamp;

/** One connection of a load, from its greeting to its QUIT. */
final class LoadConnection extends ByteToMessageDecoder {
    private static final String HELLO = "EHLO client.example\r\n";
    private static final int MAX_REPLY = 65_536;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration PATIENCE_AT_THE_END = Duration.ofSeconds(2);

    private final Worker worker;
    private final Work work;
    private final long began;
    private @Nullable ChannelHandlerContext context;
    private @Nullable MailWriter mail;
    private Step step = Step.GREETING;
    private int awaited = 1;
    private int messages;
    private long unitBegan;
    private long heard;
    private boolean wasReady;
    private boolean wasHeld;

    /** What the next reply answers. */
    private enum Step {
        GREETING,
        HELLO,
        STARTTLS,
        HANDSHAKE,
        ENGAGE,
        ENVELOPE,
        DATA,
        NOOP,
        HELD,
        AWAKENED,
        QUIT,
        /** QUIT has been answered, or something failed. */
        LEAVING
    }

    LoadConnection(Worker worker, long began) {
        this.worker = worker;
        this.work = worker.plan().work();
        this.began = began;
        this.unitBegan = began;
        this.heard = began;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        heard = System.nanoTime();
        while (step != Step.LEAVING && step != Step.HANDSHAKE) {
            int start = in.readerIndex();
            int lineFeed = in.indexOf(start, in.writerIndex(), (byte) '\n');
            if (lineFeed < 0) {
                if (in.readableBytes() > MAX_REPLY) {
                    fail("a reply without end");
                }
                return;
            }
            if (lineFeed - start < 4) {
                fail("no reply");
            } else if (in.getByte(start + 3) != '-') {
                onReply(ctx, in, lineFeed);
            }
            in.readerIndex(lineFeed + 1);
        }
        // Plaintext behind the reply to STARTTLS would be an attack; behind that to QUIT nobody waits.
        in.skipBytes(in.readableBytes());
    }

    private void onReply(ChannelHandlerContext ctx, ByteBuf in, int lineFeed) {
        int start = in.readerIndex();
        int code = (in.getByte(start) - '0') * 100 + (in.getByte(start + 1) - '0') * 10 + in.getByte(start + 2) - '0';
        awaited--;
        int expected =
                switch (step) {
                    case GREETING, STARTTLS -> 220;
                    case ENVELOPE -> awaited == 0 && mail().isEnvelopeSent() ? 354 : 250;
                    case QUIT -> 221;
                    case HELLO, ENGAGE, DATA, NOOP, AWAKENED -> 250;
                    case HELD, HANDSHAKE, LEAVING -> 0;
                };
        if (code != expected) {
            if (step == Step.DATA) {
                worker.ledger().onRefused();
            }
            fail(in.toString(start, lineFeed - start, ISO_8859_1).strip());
        } else if (awaited == 0) {
            onReplies(ctx);
        }
    }

    /** All replies that were waited for have come. */
    private void onReplies(ChannelHandlerContext ctx) {
        switch (step) {
            case GREETING -> say(Step.HELLO, 1, HELLO);
            case HELLO -> onHello(ctx);
            case STARTTLS -> startTls(ctx);
            case ENGAGE -> onEngaged();
            case ENVELOPE -> {
                if (mail().isEnvelopeSent()) {
                    step = Step.DATA;
                    awaited = 1;
                    mail().writeData(ctx);
                } else {
                    say(Step.ENVELOPE, mail().nextGroup(), mail().group());
                }
            }
            case DATA -> {
                worker.ledger().onAccepted(mail().stamp());
                if (!isSessionTimed()) {
                    worker.onUnits(1, System.nanoTime() - unitBegan);
                }
                mail(ctx);
            }
            case NOOP -> {
                worker.onUnits(awaitedNoops(), System.nanoTime() - unitBegan);
                noop();
            }
            case AWAKENED -> {
                worker.onAnswered();
                quit();
            }
            case QUIT -> {
                step = Step.LEAVING;
                worker.onSession();
                if (isSessionTimed()) {
                    worker.onUnits(1, System.nanoTime() - began);
                }
            }
            case HELD, HANDSHAKE, LEAVING -> throw new IllegalStateException(step.name());
        }
    }

    private void onHello(ChannelHandlerContext ctx) {
        if (worker.plan().security() != Security.PLAIN && ctx.pipeline().get(SslHandler.class) == null) {
            say(Step.STARTTLS, 1, "STARTTLS\r\n");
            return;
        }
        wasReady = true;
        worker.onReady();
        switch (work) {
            case Work.Handshakes handshakes -> quit();
            case Work.Mail any -> mail(ctx);
            case Work.Noops noops -> engage();
            case Work.Hold hold -> engage();
        }
    }

    private void startTls(ChannelHandlerContext ctx) {
        step = Step.HANDSHAKE;
        ctx.pipeline().addFirst(worker.newTls(ctx.alloc()));
    }

    private void engage() {
        say(Step.ENGAGE, 3, "MAIL FROM:<sender@client.example>\r\nRCPT TO:<recipient@example.net>\r\nRSET\r\n");
    }

    private void onEngaged() {
        if (work instanceof Work.Hold) {
            step = Step.HELD;
            wasHeld = true;
            worker.onHeld(System.nanoTime() - began);
        } else {
            noop();
        }
    }

    private void mail(ChannelHandlerContext ctx) {
        var kind = (Work.Mail) work;
        // The one message of a session was begun with the session.
        if (messages == kind.perSession()
                || !isSessionTimed() && !worker.course().mayBegin()) {
            quit();
            return;
        }
        messages++;
        unitBegan = System.nanoTime();
        Stamp stamp = worker.ledger().next(worker.body());
        mail = new MailWriter(kind, stamp, worker.body());
        say(Step.ENVELOPE, mail.nextGroup(), mail.group());
    }

    private void noop() {
        if (!worker.course().mayBegin()) {
            quit();
            return;
        }
        unitBegan = System.nanoTime();
        say(Step.NOOP, awaitedNoops(), "NOOP\r\n".repeat(awaitedNoops()));
    }

    private int awaitedNoops() {
        return ((Work.Noops) work).depth();
    }

    private void quit() {
        say(Step.QUIT, 1, "QUIT\r\n");
    }

    /** Whether the unit is the session as a whole. */
    private boolean isSessionTimed() {
        return switch (work) {
            case Work.Handshakes handshakes -> true;
            case Work.Mail kind -> kind.perSession() == 1;
            case Work.Noops noops -> false;
            case Work.Hold hold -> false;
        };
    }

    private void say(Step next, int replies, CharSequence text) {
        step = next;
        awaited = replies;
        heard = System.nanoTime();
        ChannelHandlerContext ctx = context;
        if (ctx != null) {
            ctx.writeAndFlush(ByteBufUtil.writeAscii(ctx.alloc(), text));
        }
    }

    private MailWriter mail() {
        if (mail == null) {
            throw new IllegalStateException("no mail in " + step);
        }
        return mail;
    }

    /** Whether it came as far as to do its work. */
    boolean wasReady() {
        return wasReady;
    }

    /** Ends being held. */
    void awaken() {
        if (step == Step.HELD) {
            say(Step.AWAKENED, 1, "NOOP\r\n");
        }
    }

    /** Gives up on a peer that does not answer. */
    void checkPatience(long now) {
        Duration patience = step == Step.LEAVING ? PATIENCE_AT_THE_END : PATIENCE;
        if (step == Step.HELD || now - heard < patience.toNanos()) {
            return;
        }
        if (step == Step.LEAVING) {
            worker.onSlowClose();
            close();
        } else {
            fail("no answer");
        }
    }

    private void fail(String why) {
        if (step != Step.LEAVING) {
            worker.onError(why + " (" + step + ")");
            step = Step.LEAVING;
            close();
        }
    }

    private void close() {
        if (context != null) {
            context.channel().close();
        } else {
            worker.onClosed(this, wasHeld);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) throws Exception {
        if (step == Step.DATA && ctx.channel().isWritable()) {
            heard = System.nanoTime();
            mail().writeData(ctx);
        }
        super.channelWritabilityChanged(ctx);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (handshake.isSuccess()) {
                worker.onHandshake();
                say(Step.HELLO, 1, HELLO);
            } else {
                fail("handshake failed: " + handshake.cause());
            }
        } else if (event instanceof SslCloseCompletionEvent) {
            ctx.close();
        }
        super.userEventTriggered(ctx, event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        super.channelInactive(ctx);
        fail("connection closed");
        worker.onClosed(this, wasHeld);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        fail(String.valueOf(cause));
        ctx.close();
    }
}
