package org.smtpward.faults;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What counts the mail would notice if any were lost, doubled or torn. */
class JournalTest {
    private final Journal journal = new Journal(4);

    @Test
    void aMessageThatWasSentTwiceAndAcceptedTwiceIsNobodysFault() {
        journal.onSentWhole(1);
        journal.onAccepted(1, true);
        journal.onSentWhole(1);
        journal.onAccepted(1, true);
        journal.onAcknowledged(1);
        assertThat(journal.lost()).isEmpty();
        assertThat(journal.doubled()).isEmpty();
        assertThat(journal.torn()).isEmpty();
        assertThat(journal.acceptedAgain()).isEqualTo(1);
        assertThat(journal.unacknowledged()).containsExactly(0, 2, 3);
    }

    @Test
    void aReplyWithoutAMessageIsALostOne() {
        journal.onSentWhole(2);
        journal.onAcknowledged(2);
        assertThat(journal.lost()).containsExactly(2);
    }

    @Test
    void aMessageThatWasSentOnceAndAcceptedTwiceIsDoubled() {
        journal.onSentWhole(3);
        journal.onAccepted(3, true);
        journal.onAccepted(3, true);
        assertThat(journal.doubled()).containsExactly(3);
    }

    @Test
    void halfAMessageIsTorn() {
        journal.onSentWhole(0);
        journal.onAccepted(0, false);
        assertThat(journal.torn()).containsExactly(0);
    }
}
