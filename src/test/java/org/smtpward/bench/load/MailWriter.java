package org.smtpward.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import org.smtpward.bench.Stamp;

/** Writes one message: its envelope in groups of commands, its data as fast as the peer takes it. */
final class MailWriter {
    /** Of TLS that is four records; what waits in memory is no more than a few of these. */
    private static final int CHUNK = 65_536;

    private final Work.Mail work;
    private final Stamp stamp;
    private final Body body;
    private final StringBuilder group = new StringBuilder();
    private int command;
    /** Octets of the body that were written, or -1 before the stamp was. */
    private int written = -1;

    MailWriter(Work.Mail work, Stamp stamp, Body body) {
        this.work = work;
        this.stamp = stamp;
        this.body = body;
    }

    Stamp stamp() {
        return stamp;
    }

    /** Whether DATA was in the last group. */
    boolean isEnvelopeSent() {
        return command == commands();
    }

    /** Makes the next group of commands; returns how many it has. */
    int nextGroup() {
        group.setLength(0);
        int first = command;
        while (command < commands() && command - first < work.depth()) {
            if (command == 0) {
                group.append("MAIL FROM:<").append(stamp.sender()).append(">\r\n");
            } else if (command == commands() - 1) {
                group.append("DATA\r\n");
            } else {
                group.append("RCPT TO:<recipient").append(command).append("@example.net>\r\n");
            }
            command++;
        }
        return command - first;
    }

    CharSequence group() {
        return group;
    }

    private int commands() {
        return work.recipients() + 2;
    }

    /** Writes mail data while the connection takes it; to be called again when it does. */
    void writeData(ChannelHandlerContext ctx) {
        if (written < 0) {
            // A small message is one write.
            int first = Math.min(body.length(), CHUNK - Stamp.LENGTH);
            ByteBuf start = ctx.alloc().directBuffer(Stamp.LENGTH + first);
            start.writeCharSequence(stamp.line(), US_ASCII);
            start.writeBytes(body.slice(0, first));
            written = first;
            ctx.writeAndFlush(start);
        }
        while (written < body.length() && ctx.channel().isWritable()) {
            int length = Math.min(CHUNK, body.length() - written);
            ByteBuf part = body.slice(written, length);
            written += length;
            ctx.writeAndFlush(part);
        }
    }
}
