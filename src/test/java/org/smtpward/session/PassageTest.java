package org.smtpward.session;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Neighbours leave together, everything leaves in order, and nothing is copied or kept. */
class PassageTest {
    private final ByteBuf in = Unpooled.buffer().writeBytes("MAIL RCPT DATA".getBytes(US_ASCII));
    private final List<ByteBuf> left = new ArrayList<>();
    private final Passage passage = new Passage(left::add);

    @AfterEach
    void everythingIsReleased() {
        left.forEach(ByteBuf::release);
        assertThat(in.release()).as("the last to hold it").isTrue();
    }

    @Test
    void neighboursLeaveAsOneBufferThatIsNoCopy() {
        passage.pass(in, 0, 5);
        passage.pass(in, 5, 10);
        passage.pass(in, 10, 14);
        assertThat(left).as("before they have to").isEmpty();

        passage.leave();

        assertThat(texts()).containsExactly("MAIL RCPT DATA");
        assertThat(left.getFirst().array()).isSameAs(in.array());
    }

    @Test
    void whatIsNoNeighbourLeavesOnItsOwn() {
        passage.pass(in, 0, 5);
        passage.pass(in, 10, 14);
        passage.leave();

        assertThat(texts()).containsExactly("MAIL ", "DATA");
    }

    @Test
    void theSameIndicesOfAnotherBufferAreNoNeighbours() {
        ByteBuf other = in.copy();
        passage.pass(in, 0, 5);
        passage.pass(other, 5, 10);
        passage.leave();
        other.release();

        assertThat(texts()).containsExactly("MAIL ", "RCPT ");
    }

    @Test
    void whatIsWrittenStaysBehindWhatPassedBefore() {
        passage.pass(in, 0, 5);
        passage.write(Unpooled.copiedBuffer("X ", US_ASCII));
        passage.pass(in, 5, 10);
        passage.leave();

        assertThat(texts()).containsExactly("MAIL ", "X ", "RCPT ");
    }

    @Test
    void leavingTwiceSendsOnce() {
        passage.pass(in, 0, 5);
        passage.leave();
        passage.leave();

        assertThat(texts()).containsExactly("MAIL ");
    }

    private List<String> texts() {
        return left.stream()
                .map(ByteBufUtil::getBytes)
                .map(octets -> new String(octets, US_ASCII))
                .toList();
    }
}
