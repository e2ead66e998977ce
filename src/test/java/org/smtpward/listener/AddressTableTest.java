package org.smtpward.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smtpward.listener.AddressTable.MAX_ABSENT;
import static org.smtpward.listener.ConnectionResult.ACCEPTED;
import static org.smtpward.listener.ConnectionResult.TOO_FAST_FROM_ADDRESS;
import static org.smtpward.listener.ConnectionResult.TOO_MANY_FROM_ADDRESS;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What is remembered, and for how long. The limits themselves: {@link AdmissionTest}. */
class AddressTableTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final AddressTable table = new AddressTable();

    @Test
    void anAddressWithoutConnectionsIsForgottenWhenItsRateCountsNoMore() {
        comeAndGo(1, 2, 0);
        comeAndGo(2, 2, 0);
        assertThat(table.size()).isEqualTo(2);
        table.enter(3L, 0, 2, SECOND / 2 - 1);
        assertThat(table.size()).isEqualTo(3);
        table.enter(3L, 0, 2, SECOND / 2);
        assertThat(table.size()).isEqualTo(1);
    }

    @Test
    void aLongSessionLeavesNothingBehind() {
        table.enter(1L, 0, 1, 0);
        assertThat(table.size()).isEqualTo(1);
        table.leave(1L, SECOND);
        assertThat(table.size()).isZero();
        assertThat(table.connections()).isZero();
    }

    @Test
    void withoutARateNothingIsLeftBehindEither() {
        comeAndGo(1, 0, 0);
        assertThat(table.size()).isZero();
    }

    /** A refusal takes no memory: only what has been let in is remembered. */
    @Test
    void refusalsAreNotRemembered() {
        table.enter(1L, 1, 1, 0);
        assertThat(table.enter(1L, 1, 1, 0)).isEqualTo(TOO_MANY_FROM_ADDRESS);
        assertThat(table.enter(1L, 0, 1, 0)).isEqualTo(TOO_FAST_FROM_ADDRESS);
        assertThat(table.size()).isEqualTo(1);
        assertThat(table.connections()).isEqualTo(1);
    }

    /** More addresses in a second than there is room for: the rates of the first are forgotten, open connections not. */
    @Test
    void aFloodOfAddressesFindsAnEnd() {
        table.enter(0L, 1, 1, 0);
        for (int i = 1; i <= MAX_ABSENT + 2; i++) {
            comeAndGo(i, 1, 0);
            assertThat(table.size()).isLessThanOrEqualTo(MAX_ABSENT + 1);
        }
        assertThat(table.enter(0L, 1, 0, 0)).isEqualTo(TOO_MANY_FROM_ADDRESS);
        assertThat(table.enter(3L, 0, 1, 0)).isEqualTo(TOO_FAST_FROM_ADDRESS);
        assertThat(table.enter(1L, 0, 1, 0)).isEqualTo(ACCEPTED);
        assertThat(table.enter(0L, 0, 1, SECOND)).isEqualTo(ACCEPTED);
        assertThat(table.size()).isEqualTo(2);
    }

    private void comeAndGo(int number, int rate, long now) {
        table.enter((long) number, 0, rate, now);
        table.leave((long) number, now);
    }
}
