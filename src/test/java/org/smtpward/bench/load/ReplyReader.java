package org.smtpward.bench.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;

/** Reads replies: the code of the last line of each is what a load wants to know. */
abstract class ReplyReader extends ByteToMessageDecoder {
    private static final int MAX_OCTETS = 65_536;

    @Override
    protected final void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        onOctets();
        while (awaitsReply()) {
            int start = in.readerIndex();
            int lineFeed = in.indexOf(start, in.writerIndex(), (byte) '\n');
            if (lineFeed < 0) {
                if (in.readableBytes() > MAX_OCTETS) {
                    fail("a reply without end");
                }
                return;
            }
            if (lineFeed - start < 4) {
                fail("no reply");
            } else if (in.getByte(start + 3) != '-') {
                onReply(ctx, code(in), in, lineFeed - start);
            }
            in.readerIndex(lineFeed + 1);
        }
        // Plaintext behind the reply to STARTTLS would be an attack; behind that to QUIT nobody waits.
        in.skipBytes(in.readableBytes());
    }

    private static int code(ByteBuf in) {
        int start = in.readerIndex();
        return (in.getByte(start) - '0') * 100 + (in.getByte(start + 1) - '0') * 10 + in.getByte(start + 2) - '0';
    }

    /** The line that {@code in} begins with, for people. */
    static String text(ByteBuf in, int length) {
        return in.toString(in.readerIndex(), length, ISO_8859_1).strip();
    }

    /** Something came. */
    abstract void onOctets();

    /** Whether what comes next is a reply. */
    abstract boolean awaitsReply();

    /** A whole reply has come; {@code in} begins with its last line, which has {@code length} octets without LF. */
    abstract void onReply(ChannelHandlerContext ctx, int code, ByteBuf in, int length);

    /** Nothing good can come of this connection any more. */
    abstract void fail(String why);
}
