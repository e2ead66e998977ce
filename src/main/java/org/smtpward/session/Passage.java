package org.smtpward.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.function.Consumer;

/**
 * The way to one leg. What passes on as it came is not copied, and neighbours, such as the commands of a group (RFC 2920
 * §3.1), leave as one buffer: a buffer for each costs a slice, a place in the queue and a part of a gathering write.
 *
 * <p>Between {@link #pass} and {@link #leave} the octets lie where they came in, so {@link #leave} has to be called before
 * that buffer is changed or released.
 */
final class Passage {
    private final Consumer<ByteBuf> leg;
    private ByteBuf source = Unpooled.EMPTY_BUFFER;
    private int from;
    private int to;

    /** @param leg takes the buffers that it is given */
    Passage(Consumer<ByteBuf> leg) {
        this.leg = leg;
    }

    /** The octets of {@code in} from {@code start} up to {@code end} pass on as they are; {@code in} is kept by its owner. */
    void pass(ByteBuf in, int start, int end) {
        if (source != in || to != start) {
            leave();
            source = in;
            from = start;
        }
        to = end;
    }

    /** Something else follows, which is taken. */
    void write(ByteBuf octets) {
        leave();
        leg.accept(octets);
    }

    /** Gives the leg everything. */
    void leave() {
        if (from < to) {
            ByteBuf passing = source.retainedSlice(from, to - from);
            source = Unpooled.EMPTY_BUFFER;
            from = 0;
            to = 0;
            leg.accept(passing);
        }
    }
}
