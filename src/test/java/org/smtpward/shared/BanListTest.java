package org.smtpward.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smtpward.config.Network;

/** The text in Redis, whoever has written it. */
class BanListTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final String REVISION = "0123456789abcdef";
    private static final String HEAD = "smtpward-bans 1 " + REVISION + "\n";

    @Test
    void whatIsWrittenCanBeRead() {
        BanList list = BanList.NONE
                .with(ban("192.0.2.0/24", "sends \"spam\" \\ since May"), NOW, REVISION)
                .with(ban("2001:db8::/32", ""), NOW, REVISION);
        assertThat(BanList.parse(list.toText(), 2)).contains(list);
        assertThat(list.toText()).startsWith(HEAD);
        assertThat(HEAD).hasSize(BanList.HEAD);
    }

    @Test
    void nothingIsNoBan() {
        assertThat(BanList.parse("", 10)).contains(BanList.NONE);
        assertThat(BanList.parse(HEAD, 10)).contains(new BanList(REVISION, List.of(), 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "\n", "smtpward-bans 2 0123456789abcdef\n", "smtpward-bans 1 0\n192.0.2.1/32 1 1 \n"})
    void anotherTextIsNoListOfBans(String text) {
        assertThat(BanList.parse(text, 10)).isEmpty();
    }

    /** A bad line costs itself, not its neighbours. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "192.0.2.0/24",
                "192.0.2.0/24 x 1 why",
                "192.0.2.1/24 1800000000000 1 bits behind the prefix",
                "0.0.0.0/0 1800000000000 1 everybody",
                "64.0.0.0/7 1800000000000 1 too wide",
                "2000::/3 1800000000000 1 too wide",
                "::ffff:192.0.2.0/120 1800000000000 1 another's name for IPv4",
                "mail.example 1800000000000 1 a name",
                "192.0.2.0/24 999999999999999 1 the year 33658",
                "192.0.2.0/24 1800000000000 1 \u001b[2J",
                "192.0.2.0/24 1800000000000 1 \u00fc",
                "192.0.2.0/999 1800000000000 1 "
            })
    void whatIsNoBanIsSkipped(String line) {
        String good = ban("198.51.100.0/24", "spam").toLine();
        BanList list = BanList.parse(HEAD + line + "\n" + good + "\n", 10).orElseThrow();
        assertThat(list.bans()).containsExactly(ban("198.51.100.0/24", "spam"));
        assertThat(list.skipped()).isEqualTo(1);
    }

    @Test
    void aLineThatIsTooLongIsSkipped() {
        assertThat(BanList.parse(HEAD + "192.0.2.0/24 1800000000000 1 " + "x".repeat(10_000), 10)
                        .orElseThrow()
                        .bans())
                .isEmpty();
    }

    @Test
    void asManyCountAsMay() {
        var text = new StringBuilder(HEAD);
        IntStream.range(0, 100)
                .forEach(i -> text.append(ban("192.0.2." + i, "x").toLine()).append('\n'));
        BanList list = BanList.parse(text.toString(), 7).orElseThrow();
        assertThat(list.bans()).hasSize(7);
        assertThat(list.skipped()).isEqualTo(93);
    }

    /** A longest line fits in what is read. */
    @Test
    void noLineIsLongerThanItMayBe() {
        Ban longest =
                new Ban(Network.parse("2001:db8:1234:5678:9abc:def0:1234:5678"), NOW, NOW, "x".repeat(Ban.MAX_REASON));
        assertThat(longest.toLine().length()).isLessThan(BanList.MAX_LINE);
    }

    @Test
    void aSecondBanOfANetworkReplacesTheFirst() {
        BanList list = BanList.NONE
                .with(ban("192.0.2.0/24", "one"), NOW, REVISION)
                .with(ban("192.0.2.0/24", "two"), NOW, REVISION);
        assertThat(list.bans()).extracting(Ban::reason).containsExactly("two");
        assertThat(list.without(Network.parse("192.0.2.0/24"), NOW, REVISION).bans())
                .isEmpty();
    }

    @Test
    void aChangeForgetsWhatHasEnded() {
        BanList list = BanList.NONE.with(ban("192.0.2.0/24", "one"), NOW, REVISION);
        assertThat(list.rest(NOW)).isEqualTo(Duration.ofHours(1));
        assertThat(list.without(Network.parse("198.51.100.1"), NOW.plus(Duration.ofHours(1)), REVISION)
                        .bans())
                .isEmpty();
    }

    @Test
    void programsGetJson() {
        assertThat(BanJson.of(List.of(ban("192.0.2.0/24", "\"<\\"))))
                .isEqualTo("[{\"network\":\"192.0.2.0/24\",\"until\":\"2026-01-01T01:00:00Z\","
                        + "\"made\":\"2026-01-01T00:00:00Z\",\"reason\":\"\\\"<\\\\\"}]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "\u001b[31m", "\u00e4", "\u0000"})
    void aReasonIsPlainText(String reason) {
        assertThatThrownBy(() -> ban("192.0.2.0/24", reason)).isInstanceOf(IllegalArgumentException.class);
    }

    private static Ban ban(String network, String reason) {
        return new Ban(Network.parse(network), NOW.plus(Duration.ofHours(1)), NOW, reason);
    }
}
