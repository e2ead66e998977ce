package org.smtpward.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smtpward.listener.ConnectionResult.ACCEPTED;
import static org.smtpward.listener.ConnectionResult.BANNED;
import static org.smtpward.listener.ConnectionResult.CLOSED;
import static org.smtpward.listener.ConnectionResult.TOO_FAST_FROM_ADDRESS;
import static org.smtpward.listener.ConnectionResult.TOO_MANY;
import static org.smtpward.listener.ConnectionResult.TOO_MANY_FROM_ADDRESS;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.smtpward.config.AdmissionLimits;
import org.smtpward.config.Network;

/** Each limit at its edge: the last that may come in, the first that may not, and the place that becomes free again. */
class AdmissionTest {
    private static final int MANY = 1_000_000;
    private static final Duration SECOND = Duration.ofSeconds(1);

    /** Near the end of what a long can hold: {@link System#nanoTime} may be anywhere and go on from the beginning. */
    private long now = Long.MAX_VALUE - SECOND.toNanos() / 2;

    private boolean open = true;
    private AdmissionLimits limits = limits(MANY, 0, 0);
    private final Admission admission = new Admission(() -> limits, () -> open, () -> now);

    @Test
    void connectionsInAll() {
        limits = limits(2, 0, 0);
        assertThat(enter("192.0.2.1", "192.0.2.2", "192.0.2.3")).containsExactly(ACCEPTED, ACCEPTED, TOO_MANY);
        leave("192.0.2.1");
        assertThat(enter("192.0.2.3", "192.0.2.1")).containsExactly(ACCEPTED, TOO_MANY);
    }

    @Test
    void connectionsOfOneAddress() {
        limits = limits(MANY, 2, 0);
        assertThat(enter("192.0.2.1", "192.0.2.1", "192.0.2.1"))
                .containsExactly(ACCEPTED, ACCEPTED, TOO_MANY_FROM_ADDRESS);
        assertThat(enter("192.0.2.2")).containsExactly(ACCEPTED);
        leave("192.0.2.1");
        assertThat(enter("192.0.2.1", "192.0.2.1")).containsExactly(ACCEPTED, TOO_MANY_FROM_ADDRESS);
    }

    @Test
    void newConnectionsInASecond() {
        limits = limits(MANY, 0, 2);
        assertThat(comeAndGo("192.0.2.1", 3)).containsExactly(ACCEPTED, ACCEPTED, TOO_FAST_FROM_ADDRESS);
        assertThat(comeAndGo("192.0.2.2", 1)).containsExactly(ACCEPTED);
        pass(SECOND.dividedBy(2).minusNanos(1));
        assertThat(comeAndGo("192.0.2.1", 1)).containsExactly(TOO_FAST_FROM_ADDRESS);
        pass(Duration.ofNanos(1));
        assertThat(comeAndGo("192.0.2.1", 2)).containsExactly(ACCEPTED, TOO_FAST_FROM_ADDRESS);
        pass(SECOND);
        assertThat(comeAndGo("192.0.2.1", 3)).containsExactly(ACCEPTED, ACCEPTED, TOO_FAST_FROM_ADDRESS);
    }

    /** A client that stays is limited as one that comes and goes. */
    @Test
    void openConnectionsCountForTheRateToo() {
        limits = limits(MANY, 0, 2);
        assertThat(enter("192.0.2.1", "192.0.2.1", "192.0.2.1"))
                .containsExactly(ACCEPTED, ACCEPTED, TOO_FAST_FROM_ADDRESS);
        pass(SECOND);
        assertThat(enter("192.0.2.1")).containsExactly(ACCEPTED);
    }

    /** Whoever tries again too early does not wait the longer for it. */
    @Test
    void whatWasRefusedDoesNotCount() {
        limits = limits(MANY, 1, 2);
        assertThat(enter("192.0.2.1", "192.0.2.1", "192.0.2.1"))
                .containsExactly(ACCEPTED, TOO_MANY_FROM_ADDRESS, TOO_MANY_FROM_ADDRESS);
        leave("192.0.2.1");
        assertThat(comeAndGo("192.0.2.1", 50)).startsWith(ACCEPTED, TOO_FAST_FROM_ADDRESS);
        pass(SECOND);
        assertThat(comeAndGo("192.0.2.1", 3)).containsExactly(ACCEPTED, ACCEPTED, TOO_FAST_FROM_ADDRESS);
    }

    @Test
    void zeroIsNoLimit() {
        limits = limits(MANY, 0, 0);
        assertThat(enter(Stream.generate(() -> "192.0.2.1").limit(5000).toArray(String[]::new)))
                .containsOnly(ACCEPTED);
    }

    @Test
    void anIpv6ClientIsItsNetwork() {
        limits = limits(MANY, 1, 0);
        assertThat(enter("2001:db8:0:1::1", "2001:db8:0:1:ffff:ffff:ffff:ffff", "2001:db8:0:2::1"))
                .containsExactly(ACCEPTED, TOO_MANY_FROM_ADDRESS, ACCEPTED);
        leave("2001:db8:0:1::1");
        assertThat(enter("2001:db8:0:1::2")).containsExactly(ACCEPTED);
    }

    @Test
    void ipv4AddressesAreCountedOneByOne() {
        limits = limits(MANY, 1, 0);
        assertThat(enter("255.255.255.255", "255.255.255.254", "0.0.0.1", "127.0.0.1", "::1"))
                .containsOnly(ACCEPTED);
    }

    @Test
    void exemptNetworksHaveNoLimitsOfTheirOwn() {
        limits = new AdmissionLimits(6, 1, 1, List.of(Network.parse("192.0.2.0/24"), Network.parse("2001:db8::/32")));
        assertThat(enter("192.0.2.1", "192.0.2.1", "2001:db8::1", "2001:db8::1"))
                .containsOnly(ACCEPTED);
        assertThat(enter("198.51.100.1", "198.51.100.1")).containsExactly(ACCEPTED, TOO_MANY_FROM_ADDRESS);
        assertThat(enter("192.0.2.1", "192.0.2.1")).containsExactly(ACCEPTED, TOO_MANY);
    }

    @Test
    void nobodyComesInWhileTheDoorIsClosed() {
        open = false;
        assertThat(enter("192.0.2.1")).containsExactly(CLOSED);
        open = true;
        assertThat(enter("192.0.2.1")).containsExactly(ACCEPTED);
    }

    /** What is open stays open; it counts under the new limits, and places are given back as they were taken. */
    @Test
    void limitsMayChangeAtAnyTime() {
        limits = new AdmissionLimits(MANY, 1, 0, List.of(Network.parse("192.0.2.0/24")));
        assertThat(enter("192.0.2.1", "192.0.2.1", "192.0.2.1")).containsOnly(ACCEPTED);
        limits = limits(MANY, 2, 1);
        assertThat(enter("192.0.2.1")).containsExactly(TOO_MANY_FROM_ADDRESS);
        leave("192.0.2.1");
        leave("192.0.2.1");
        assertThat(enter("192.0.2.1", "192.0.2.1")).containsExactly(ACCEPTED, TOO_MANY_FROM_ADDRESS);
        limits = limits(1, 0, 0);
        assertThat(enter("198.51.100.1")).containsExactly(TOO_MANY);
    }

    /** What an address has on other nodes is gone from what it may have here; whom limits exempt is exempt from that, too. */
    @Test
    void otherNodesCount() {
        limits = new AdmissionLimits(MANY, 3, 0, List.of(Network.parse("198.51.100.0/24")));
        var neighbours = new RecordingNeighbours(new Neighbours.Elsewhere(2, 0));
        var among = new Admission(() -> limits, () -> open, () -> now, neighbours);
        InetAddress client = address("192.0.2.1");
        assertThat(among.enter(client)).isEqualTo(ACCEPTED);
        assertThat(among.enter(client)).isEqualTo(TOO_MANY_FROM_ADDRESS);
        among.leave(client);
        assertThat(neighbours.told).containsExactly("+3221225985", "-3221225985");
        neighbours.elsewhere = new Neighbours.Elsewhere(1_000_000, 0);
        assertThat(among.enter(client)).isEqualTo(TOO_MANY_FROM_ADDRESS);
        InetAddress exempt = address("198.51.100.1");
        assertThat(List.of(among.enter(exempt), among.enter(exempt), among.enter(exempt), among.enter(exempt)))
                .containsOnly(ACCEPTED);
        assertThat(neighbours.told).hasSize(2);
    }

    @Test
    void theRateOfOtherNodesCounts() {
        limits = limits(MANY, 0, 3);
        var neighbours = new RecordingNeighbours(new Neighbours.Elsewhere(50, 2));
        var among = new Admission(() -> limits, () -> open, () -> now, neighbours);
        assertThat(among.enter(address("192.0.2.1"))).isEqualTo(ACCEPTED);
        assertThat(among.enter(address("192.0.2.1"))).isEqualTo(TOO_FAST_FROM_ADDRESS);
        neighbours.elsewhere = new Neighbours.Elsewhere(50, 3);
        assertThat(among.enter(address("192.0.2.2"))).isEqualTo(TOO_FAST_FROM_ADDRESS);
        neighbours.elsewhere = Neighbours.Elsewhere.NOTHING;
        pass(SECOND);
        assertThat(among.enter(address("192.0.2.1"))).isEqualTo(ACCEPTED);
    }

    @Test
    void whoIsBannedTakesNoPlace() {
        limits = limits(1, 0, 0);
        var neighbours = new RecordingNeighbours(Neighbours.Elsewhere.NOTHING);
        var among = new Admission(() -> limits, () -> open, () -> now, neighbours);
        neighbours.banned = true;
        assertThat(among.enter(address("192.0.2.1"))).isEqualTo(BANNED);
        neighbours.banned = false;
        assertThat(among.enter(address("192.0.2.1"))).isEqualTo(ACCEPTED);
        assertThat(neighbours.told).hasSize(1);
    }

    private static final class RecordingNeighbours implements Neighbours {
        private final List<String> told = new ArrayList<>();
        private Elsewhere elsewhere;
        private boolean banned;

        RecordingNeighbours(Elsewhere elsewhere) {
            this.elsewhere = elsewhere;
        }

        @Override
        public boolean isBanned(InetAddress client) {
            return banned;
        }

        @Override
        public Elsewhere of(Long addressKey) {
            return elsewhere;
        }

        @Override
        public void onEnter(Long addressKey) {
            told.add("+" + addressKey);
        }

        @Override
        public void onLeave(Long addressKey) {
            told.add("-" + addressKey);
        }
    }

    /** Listeners on many event loops share it. */
    @Test
    void noPlaceIsLostOrGivenTwiceAmongThreads() throws InterruptedException, ExecutionException {
        limits = limits(8, 3, 0);
        InetAddress[] clients = {address("192.0.2.1"), address("192.0.2.2"), address("2001:db8::1")};
        AtomicInteger[] inside = {new AtomicInteger(), new AtomicInteger(), new AtomicInteger()};
        var overfull = new AtomicInteger();
        try (var threads = Executors.newFixedThreadPool(8)) {
            var runs = IntStream.range(0, 8)
                    .mapToObj(thread -> threads.submit(() -> {
                        for (int i = 0; i < 20_000; i++) {
                            int client = (thread + i) % clients.length;
                            if (admission.enter(clients[client]) == ACCEPTED) {
                                if (inside[client].incrementAndGet() > 3) {
                                    overfull.incrementAndGet();
                                }
                                inside[client].decrementAndGet();
                                admission.leave(clients[client]);
                            }
                        }
                    }))
                    .toList();
            for (var run : runs) {
                run.get();
            }
        }
        assertThat(overfull).hasValue(0);
        assertThat(enter("192.0.2.1", "192.0.2.1", "192.0.2.1", "192.0.2.2", "192.0.2.2", "192.0.2.2"))
                .containsOnly(ACCEPTED);
        assertThat(enter("192.0.2.1", "2001:db8::1", "2001:db8::2", "2001:db8::3"))
                .containsExactly(TOO_MANY_FROM_ADDRESS, ACCEPTED, ACCEPTED, TOO_MANY);
    }

    private static AdmissionLimits limits(int connections, int perAddress, int rate) {
        return new AdmissionLimits(connections, perAddress, rate, List.of());
    }

    private List<ConnectionResult> enter(String... addresses) {
        return Stream.of(addresses).map(text -> admission.enter(address(text))).toList();
    }

    private void leave(String address) {
        admission.leave(address(address));
    }

    private List<ConnectionResult> comeAndGo(String address, int times) {
        return IntStream.range(0, times)
                .mapToObj(time -> {
                    ConnectionResult result = admission.enter(address(address));
                    if (result == ACCEPTED) {
                        leave(address);
                    }
                    return result;
                })
                .toList();
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    private static InetAddress address(String text) {
        return NetUtil.createInetAddressFromIpAddressString(text);
    }
}
