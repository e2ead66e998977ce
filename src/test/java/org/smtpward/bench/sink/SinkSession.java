package org.smtpward.bench.sink;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslContext;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One session with a sink: sendmail's dialogue, as far as load generators and proxies need it. */
final class SinkSession extends ByteToMessageDecoder {
    /** RFC 5321 §4.5.3.1.4 has 512; sendmail reads this many. */
    private static final int MAX_COMMAND = 2048;

    private static final String HELP_LINE = "214-2.0.0 " + "h".repeat(500) + "\r\n";

    private final Books books;
    private final Optional<SslContext> tls;
    private final StringBuilder replies = new StringBuilder();
    private @Nullable String sender;
    private @Nullable Reception reception;
    private int recipients;
    private boolean secure;
    private boolean leaving;

    SinkSession(Books books, Optional<SslContext> tls) {
        this.books = books;
        this.tls = tls;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        reply("220 sink.example ESMTP Sendmail 8.15.2/8.15.2; benchmark");
        answer(ctx);
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        while (in.isReadable() && !leaving) {
            if (reception != null) {
                if (!reception.take(in)) {
                    return;
                }
                forget();
                reply("250 2.0.0 4BN9tSxx004242 Message accepted for delivery");
                continue;
            }
            int lineFeed = in.indexOf(in.readerIndex(), in.writerIndex(), (byte) '\n');
            if (lineFeed < 0) {
                if (in.readableBytes() > MAX_COMMAND) {
                    reply("421 4.7.0 sink.example Command too long");
                    leaving = true;
                }
                return;
            }
            String line = in.readCharSequence(lineFeed + 1 - in.readerIndex(), ISO_8859_1)
                    .toString()
                    .stripTrailing();
            onCommand(ctx, line, in);
        }
        in.skipBytes(leaving ? in.readableBytes() : 0);
    }

    private void onCommand(ChannelHandlerContext ctx, String line, ByteBuf in) {
        int blank = line.indexOf(' ');
        String argument = blank < 0 ? "" : line.substring(blank + 1);
        switch (line.substring(0, blank < 0 ? line.length() : blank).toUpperCase(Locale.ROOT)) {
            case "EHLO" -> {
                forget();
                reply("250-sink.example Hello client.example, pleased to meet you");
                reply("250-ENHANCEDSTATUSCODES");
                reply("250-PIPELINING");
                reply("250-8BITMIME");
                reply("250-SIZE");
                reply("250-DSN");
                if (tls.isPresent() && !secure) {
                    reply("250-STARTTLS");
                }
                reply("250 HELP");
            }
            case "HELO" -> {
                forget();
                reply("250 sink.example Hello client.example, pleased to meet you");
            }
            case "MAIL" -> {
                forget();
                sender = path(argument);
                reply("250 2.1.0 " + sender + "... Sender ok");
            }
            case "RCPT" -> {
                // A proxy may ask whether the sink relays and takes mail, and stop if it does not answer as a mail
                // server does.
                if (path(argument).endsWith("@example.net") || path(argument).equalsIgnoreCase("postmaster")) {
                    recipients++;
                    reply("250 2.1.5 " + path(argument) + "... Recipient ok");
                } else {
                    reply("550 5.7.1 Relaying denied");
                }
            }
            case "DATA" -> {
                if (sender == null || recipients == 0) {
                    reply("503 5.0.0 Need " + (sender == null ? "MAIL command" : "RCPT (recipient)"));
                } else {
                    reception = new Reception(books, sender);
                    reply("354 Enter mail, end with \".\" on a line by itself");
                }
            }
            case "RSET" -> {
                forget();
                reply("250 2.0.0 Reset state");
            }
            case "NOOP" -> reply("250 2.0.0 OK");
            case "QUIT" -> {
                reply("221 2.0.0 sink.example closing connection");
                leaving = true;
            }
            case "STARTTLS" -> startTls(ctx, in);
            case "HELP" -> help(argument);
            case "XTALLY" -> tally(argument);
            default -> reply("500 5.5.1 Command unrecognized");
        }
    }

    private void startTls(ChannelHandlerContext ctx, ByteBuf in) {
        if (tls.isEmpty() || secure) {
            reply("454 4.3.3 TLS not available");
            return;
        }
        reply("220 2.0.0 Ready to start TLS");
        answer(ctx);
        forget();
        secure = true;
        in.skipBytes(in.readableBytes());
        ctx.pipeline().addFirst("ssl", tls.get().newHandler(ctx.alloc()));
    }

    /** A reply of that many octets. */
    private void help(String argument) {
        try {
            int lines = Math.max(1, Integer.parseInt(argument) / HELP_LINE.length());
            replies.append(HELP_LINE.repeat(lines - 1)).append(HELP_LINE.replace("214-", "214 "));
        } catch (NumberFormatException e) {
            reply("504 5.3.0 HELP takes a number of octets");
        }
    }

    /** Not SMTP: what came of the load with this number. */
    private void tally(String argument) {
        try {
            for (String line :
                    books.tally(HexFormat.fromHexDigitsToLong(argument)).lines()) {
                reply("250-" + line);
            }
            reply("250 end");
        } catch (IllegalArgumentException e) {
            reply("501 5.5.4 XTALLY takes the number of a load");
        }
    }

    /** What stands between the angle brackets. */
    private static String path(String argument) {
        int from = argument.indexOf('<');
        int to = argument.indexOf('>', from + 1);
        return from < 0 || to < 0 ? "" : argument.substring(from + 1, to);
    }

    private void forget() {
        sender = null;
        reception = null;
        recipients = 0;
    }

    private void reply(String line) {
        replies.append(line).append("\r\n");
    }

    /** One write for all that was answered. */
    private void answer(ChannelHandlerContext ctx) {
        if (!replies.isEmpty()) {
            var future = ctx.writeAndFlush(ByteBufUtil.writeAscii(ctx.alloc(), replies));
            replies.setLength(0);
            if (leaving) {
                future.addListener(ChannelFutureListener.CLOSE);
            }
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
        answer(ctx);
        super.channelReadComplete(ctx);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        super.channelInactive(ctx);
        if (reception != null) {
            reception.breakOff();
            forget();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        if (event instanceof SslCloseCompletionEvent) {
            ctx.close();
        }
        super.userEventTriggered(ctx, event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        // A peer that leaves rudely; what it left half done is in the books as broken.
        ctx.close();
    }
}
