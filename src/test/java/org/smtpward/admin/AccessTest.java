package org.smtpward.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smtpward.admin.Access.Kind;
import org.smtpward.admin.Access.Refusal;
import org.smtpward.admin.Access.Visitor;

/** Who sees what: by password, or without one by place and name. */
class AccessTest {
    private static final String SECRET = "correct horse battery";
    private static final Access OPEN = new Access(Optional.empty(), false, "mx.example");
    private static final Access CLOSED = new Access(Optional.of(Password.of(SECRET + "\n")), false, "mx.example");
    private static final Access METRICS_OPEN = new Access(Optional.of(Password.of(SECRET)), true, "mx.example");

    @ParameterizedTest
    @CsvSource(textBlock = """
            HEALTH,  200, 200
            METRICS, 200, 200
            PAGE,    200, 403
            CONTENT, 200, 403
            """)
    void withoutAPasswordThePageIsForThisMachine(Kind kind, int here, int elsewhere) {
        assertThat(status(OPEN, kind, from("127.0.0.1", "localhost"))).isEqualTo(here);
        assertThat(status(OPEN, kind, from("::1", "::1"))).isEqualTo(here);
        assertThat(status(OPEN, kind, from("192.0.2.1", "192.0.2.9"))).isEqualTo(elsewhere);
        assertThat(status(OPEN, kind, from("2001:db8::1", "mx.example"))).isEqualTo(elsewhere);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            HEALTH,  200, 200
            METRICS, 401, 200
            PAGE,    401, 401
            CONTENT, 401, 401
            """)
    void withAPasswordItIsForWhoKnowsIt(Kind kind, int without, int withMetricsOpen) {
        for (String address : new String[] {"127.0.0.1", "192.0.2.1"}) {
            assertThat(status(CLOSED, kind, from(address, "any.example"))).isEqualTo(without);
            assertThat(status(CLOSED, kind, knowing(address, "admin:" + SECRET)))
                    .isEqualTo(200);
            assertThat(status(METRICS_OPEN, kind, from(address, "any.example"))).isEqualTo(withMetricsOpen);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"localhost", "LOCALHOST", "127.0.0.1", "192.0.2.9", "::1", "[::1]", "mx.example", "MX.example"})
    void namesThatNobodyElseCanGiveAway(String host) {
        assertThat(status(OPEN, Kind.PAGE, from("127.0.0.1", host))).isEqualTo(200);
    }

    /** DNS rebinding: the attacker's name leads to 127.0.0.1, and his page is of the same origin as ours then. */
    @ParameterizedTest
    @ValueSource(
            strings = {"attacker.example", "localhost.attacker.example", "127.0.0.1.attacker.example", "", "0x7f.1", "x"
            })
    void aStrangersNameIsRefused(String host) {
        assertThat(status(OPEN, Kind.PAGE, from("127.0.0.1", host))).isEqualTo(403);
        assertThat(status(OPEN, Kind.CONTENT, from("127.0.0.1", host))).isEqualTo(403);
    }

    @Test
    void whoSaysNoHostIsNoBrowser() {
        var visitor = new Visitor("127.0.0.1", Optional.empty(), Optional.empty(), Optional.empty(), false);
        assertThat(status(OPEN, Kind.PAGE, visitor)).isEqualTo(200);
    }

    /** It could not read the stream, but use up its places. */
    @ParameterizedTest
    @CsvSource({"same-origin, 200", "none, 200", "same-site, 403", "cross-site, 403"})
    void pagesOfOtherSitesGetNoContent(String site, int status) {
        var visitor = new Visitor("127.0.0.1", Optional.of("localhost"), Optional.empty(), Optional.of(site), false);
        assertThat(status(OPEN, Kind.CONTENT, visitor)).isEqualTo(status);
        assertThat(status(OPEN, Kind.PAGE, visitor)).as("a link is followed").isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aRefusalSaysWhatToDo(Kind kind) {
        OPEN.refusal(kind, from("192.0.2.1", "x"))
                .ifPresent(refusal -> assertThat(refusal.text()).contains("admin.password-file", "ssh -L"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "admin:wrong",
                "admin:",
                "admin",
                "",
                "root:correct horse battery",
                "admin:correct horse battery\n",
                "admin:correct horse batter",
                "Admin:correct horse battery"
            })
    void whatIsNotThePassword(String credentials) {
        assertThat(status(CLOSED, Kind.PAGE, knowing("127.0.0.1", credentials))).isEqualTo(401);
    }

    /** A proxy on this machine, or a mesh's, passes strangers on from loopback; who names localhost was told to. */
    @Test
    void whomAProxyPassesOnIsNotThisMachine() {
        for (String host : new String[] {"127.0.0.1", "10.0.0.7", "mail.example"}) {
            var visitor = new Visitor("127.0.0.6", Optional.of(host), Optional.empty(), Optional.empty(), true);
            assertThat(status(OPEN, Kind.PAGE, visitor)).isEqualTo(403);
        }
        var told = new Visitor("127.0.0.1", Optional.of("localhost"), Optional.empty(), Optional.empty(), true);
        assertThat(status(OPEN, Kind.PAGE, told)).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic", "Basic ", "Basic !!!", "Bearer correct horse battery", "correct horse battery"})
    void whatIsNoBasicAuthentication(String header) {
        var visitor = new Visitor("127.0.0.1", Optional.of("localhost"), Optional.of(header), Optional.empty(), false);
        assertThat(status(CLOSED, Kind.PAGE, visitor)).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "too short", "two lines of text\nand one more", "a control\u0007character"})
    void aFileWithoutAPassword(String file) {
        assertThatThrownBy(() -> Password.of(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("must have one line of 12 to 200 characters, and no control characters");
    }

    private static Visitor from(String address, String host) {
        return new Visitor(address, Optional.of(host), Optional.empty(), Optional.empty(), false);
    }

    private static Visitor knowing(String address, String credentials) {
        String header = "basic " + Base64.getEncoder().encodeToString(credentials.getBytes(UTF_8));
        return new Visitor(address, Optional.of("any.example"), Optional.of(header), Optional.empty(), false);
    }

    private static int status(Access access, Kind kind, Visitor visitor) {
        return access.refusal(kind, visitor).map(Refusal::status).orElse(200);
    }
}
