package org.smtpward.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;

/**
 * Octets of one peer that have arrived and have not been decoded. What arrives while it is empty is kept as it is; only
 * when a line was cut is its beginning copied together with what follows. Holds no memory while it is empty.
 */
final class Inbox {
    private ByteBuf octets = Unpooled.EMPTY_BUFFER;

    /** The octets. The decoder moves the reader index and does not keep the buffer. */
    ByteBuf octets() {
        return octets;
    }

    boolean isEmpty() {
        return !octets.isReadable();
    }

    /** Takes {@code more}. */
    void add(ByteBuf more, ByteBufAllocator allocator) {
        if (isEmpty()) {
            octets.release();
            octets = more;
            return;
        }
        // What has been decoded is given back here, else a peer whose segments end within lines would fill the memory.
        // Slices
        // of this buffer may still wait to be written: it only grows when nobody shares it.
        if (octets.readerIndex() > 0
                || octets.refCnt() > 1
                || octets.isReadOnly()
                || octets.maxWritableBytes() < more.readableBytes()) {
            ByteBuf joined = allocator.buffer(octets.readableBytes() + Math.max(more.readableBytes(), 64));
            joined.writeBytes(octets);
            octets.release();
            octets = joined;
        }
        octets.writeBytes(more);
        more.release();
    }

    /** Gives the memory back when everything was decoded. */
    void trim() {
        if (isEmpty()) {
            clear();
        }
    }

    /** Forgets everything. */
    void clear() {
        octets.release();
        octets = Unpooled.EMPTY_BUFFER;
    }
}
