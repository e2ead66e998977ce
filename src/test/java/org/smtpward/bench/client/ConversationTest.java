package org.smtpward.bench.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smtpward.bench.load.Ledger;
import org.smtpward.bench.sink.Sink;

/** The blocking clients, with the sink alone. */
class ConversationTest {
    private final Ledger ledger = new Ledger();
    private Sink sink;

    @BeforeEach
    void startSink() throws Exception {
        sink = Sink.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Optional.empty(), 1);
    }

    @AfterEach
    void stopSink() {
        sink.close();
    }

    /** Fewer lines than a block, one block, many. */
    @ParameterizedTest
    @ValueSource(longs = {1, 4_000, 62_400, 3_000_000})
    void aLetterComesAsItWasSent(long size) throws Exception {
        try (var conversation = Conversation.greeted(sink.address())) {
            conversation.mail(Letter.of(size), ledger);
            conversation.quit();
        }
        assertThat(ledger.compare(sink.tally(ledger.load()))).isEqualTo(new Ledger.Reconciliation(1, 1, 0, 0, 0, 0));
    }

    @Test
    void halfALetterIsNotAccepted() throws Exception {
        try (var conversation = Conversation.greeted(sink.address())) {
            conversation.halfMail(Letter.of(4_000), ledger);
        }
        assertThat(ledger.compare(sink.tally(ledger.load()))).isEqualTo(new Ledger.Reconciliation(1, 0, 1, 0, 0, 0));
    }

    @Test
    void aLongReplyIsSkippedByLines() throws Exception {
        try (var conversation = Conversation.greeted(sink.address())) {
            conversation.send("HELP 5120\r\n");
            conversation.skip(9 * 512);
            assertThat(conversation.expect("214")).startsWith("214 2.0.0 hhh").hasSize(510);
            conversation.say("NOOP", "250");
        }
    }

    @Test
    void anotherReplyThanExpectedIsAnError() throws Exception {
        try (var conversation = Conversation.greeted(sink.address())) {
            assertThatThrownBy(() -> conversation.say("DATA", "354"))
                    .hasMessage("not 354 but: 503 5.0.0 Need MAIL command");
        }
    }
}
