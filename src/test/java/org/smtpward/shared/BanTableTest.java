package org.smtpward.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.NetUtil;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smtpward.config.Network;

class BanTableTest {
    private static final Instant WALL = Instant.parse("2026-01-01T00:00:00Z");
    private static final long HOUR = Duration.ofHours(1).toNanos();

    /** Near the end of what a long can hold: the clock may be anywhere and go on from the beginning. */
    private static final long NOW = Long.MAX_VALUE - HOUR / 2;

    @ParameterizedTest
    @CsvSource({
        "192.0.2.0/24,   192.0.2.0,           true",
        "192.0.2.0/24,   192.0.2.255,         true",
        "192.0.2.0/24,   192.0.3.0,           false",
        "192.0.2.0/24,   ::ffff:192.0.2.7,    true",
        "192.0.2.7,      192.0.2.7,           true",
        "192.0.2.7,      192.0.2.6,           false",
        "2001:db8::/32,  2001:db8:ffff::1,    true",
        "2001:db8::/32,  2001:db9::1,         false",
        "2001:db8::1,    2001:db8::1,         true",
        "2001:db8::/32,  32.1.13.184,         false",
        "32.0.0.0/8,     2001:db8::1,         false",
    })
    void anAddressIsBannedIfItsNetworkIs(String network, String address, boolean banned) {
        assertThat(has(table(network), address, NOW)).isEqualTo(banned);
    }

    @Test
    void oneOfSeveralIsEnough() {
        BanTable table = table("192.0.2.0/24", "192.0.2.7", "198.51.100.0/25");
        assertThat(table.size()).isEqualTo(3);
        assertThat(has(table, "192.0.2.8", NOW)).isTrue();
        assertThat(has(table, "198.51.100.128", NOW)).isFalse();
    }

    @Test
    void itEndsByItself() {
        BanTable table = table("192.0.2.0/24");
        assertThat(has(table, "192.0.2.1", NOW + HOUR - 1)).isTrue();
        assertThat(has(table, "192.0.2.1", NOW + HOUR)).isFalse();
    }

    @Test
    void whatHasEndedIsNotTakenOver() {
        BanTable table = BanTable.of(List.of(ban("192.0.2.0/24")), WALL.plus(Duration.ofHours(1)), NOW);
        assertThat(table.isEmpty()).isTrue();
    }

    private static boolean has(BanTable table, String address, long nanos) {
        return table.has(NetUtil.createInetAddressFromIpAddressString(address), nanos);
    }

    private static BanTable table(String... networks) {
        return BanTable.of(List.of(networks).stream().map(BanTableTest::ban).toList(), WALL, NOW);
    }

    private static Ban ban(String network) {
        return new Ban(Network.parse(network), WALL.plus(Duration.ofHours(1)), WALL, "");
    }
}
