package org.smtpward.real;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smtpward.admin.Samples;
import org.smtpward.admin.State;
import org.smtpward.lab.RealParts;

/** The status page in a real browser: whether a person can see, read and reach everything, and believe it. */
@RealParts
class AdminPageIT {
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");
    private static final String LIVE = "document.getElementById('link').textContent === 'live'";

    @TempDir
    private static Path directory;

    private static DevTools browser;

    @BeforeAll
    static void openBrowser() throws Exception {
        browser = DevTools.start(directory);
    }

    @AfterAll
    static void closeBrowser() {
        if (browser != null) {
            browser.close();
        }
    }

    /** WCAG 2.2: contrast (1.4.3), and no scrolling in two directions (1.4.10) down to 320 px. */
    @ParameterizedTest
    @CsvSource({
        "wide-light, 1120, false",
        "wide-dark, 1120, true",
        "phone-light, 360, false",
        "phone-dark, 360, true",
        "narrow, 320, false"
    })
    void everythingCanBeReadAtEveryWidth(String name, int width, boolean dark) throws Exception {
        try (FedAdmin admin = FedAdmin.start(0, 5)) {
            admin.aUsualHour();
            browser.look(width, 880, dark);
            browser.open(admin.url());
            browser.awaitTrue(LIVE);
            browser.awaitTrue("document.querySelectorAll('#rows tr').length === 7");
            browser.photograph(SCREENSHOTS.resolve("admin-page-" + name + "-top.png"), false);
            browser.evaluate("document.getElementById('config').open = true");
            browser.awaitTrue("document.querySelectorAll('#values tr').length === 2");
            // Transitions there are none, but focus and fonts have to settle for a photograph.
            browser.evaluate("document.fonts.ready.then(() => true)");
            browser.photograph(SCREENSHOTS.resolve("admin-page-" + name + ".png"), true);
            assertThat(browser.evaluate("document.documentElement.scrollWidth")).isEqualTo(width);
            assertThat((JsonArray) browser.evaluate(Contrast.TOO_LOW)).isEmpty();
            assertThat((Number) browser.evaluate(Contrast.LOOKED_AT))
                    .satisfies(texts -> assertThat(texts.intValue()).isGreaterThan(60));
            assertThat((JsonArray) browser.evaluate("violations")).isEmpty();
        }
    }

    @Test
    void troubleIsSaidInWordsAndSoonGoneAgain() throws Exception {
        try (FedAdmin admin = FedAdmin.start(0, 5)) {
            browser.look(1120, 800, false);
            browser.open(admin.url());
            browser.awaitTrue("document.getElementById('headline').textContent === 'Protecting 10.0.0.5:25'");
            State fine = admin.samples.state.get();
            admin.samples.state.set(new State(
                    State.Level.BAD,
                    "The backend 10.0.0.5:25 does not answer",
                    Optional.of(java.time.Instant.now()),
                    List.of("clients get 421"),
                    List.of("CN=mx.example expires in 3 days")));
            browser.awaitTrue("document.getElementById('state').className === 'state bad'");
            assertThat(browser.text("document.getElementById('state').innerText"))
                    .matches(
                            "The backend 10\\.0\\.0\\.5:25 does not answer since \\d\\d:\\d\\d\\s+clients get 421\\s+CN=mx.*");
            assertThat(browser.text("document.title")).startsWith("!! The backend");
            browser.photograph(SCREENSHOTS.resolve("admin-page-trouble.png"), false);
            assertThat((JsonArray) browser.evaluate(Contrast.TOO_LOW)).isEmpty();
            admin.samples.state.set(fine);
            browser.awaitTrue("document.getElementById('state').className === 'state good'");
        }
    }

    @Test
    void aPageThatHearsNothingMoreSaysSoUntilItDoes() throws Exception {
        FedAdmin first = FedAdmin.start(0, 5);
        try (first) {
            first.samples.happens(Samples.blocked("GET /of-the-first HTTP/1.1"));
            browser.look(1120, 800, false);
            browser.open(first.url());
            browser.awaitTrue(LIVE);
        }
        browser.awaitTrue("!document.getElementById('lost').hidden");
        assertThat(browser.text("document.getElementById('lost').innerText"))
                .startsWith("No connection to smtpward since ");
        assertThat(browser.evaluate("document.body.classList.contains('stale')"))
                .isEqualTo(true);
        try (FedAdmin second = FedAdmin.start(first.port(), 5)) {
            second.samples.happens(Samples.blocked("GET /of-the-second HTTP/1.1"));
            browser.awaitTrue(LIVE + " && document.getElementById('lost').hidden");
            browser.awaitTrue("document.getElementById('rows').innerText.includes('/of-the-second')");
            assertThat(browser.text("document.getElementById('rows').innerText"))
                    .doesNotContain("/of-the-first");
            // Elsewhere it would try to come back for the rest of the test.
            browser.open("about:blank#");
        }
    }

    @Test
    void onePageMoreThanTheLimitIsToldWhy() throws Exception {
        try (FedAdmin admin = FedAdmin.start(0, 1);
                Socket other = new Socket("127.0.0.1", admin.port())) {
            other.getOutputStream()
                    .write("GET /stream HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            other.getInputStream().read();
            browser.open(admin.url());
            browser.awaitTrue("document.getElementById('lost').innerText.includes('admin.watchers')");
        }
    }

    @Test
    void attemptsComeAloneAndWaitWhileSomebodyReads() throws Exception {
        try (FedAdmin admin = FedAdmin.start(0, 5)) {
            browser.look(1120, 800, false);
            browser.open(admin.url());
            browser.awaitTrue(LIVE);
            admin.samples.happens(Samples.blocked("GET /one HTTP/1.1"));
            browser.awaitTrue("document.getElementById('rows').innerText.includes('/one')");
            browser.evaluate("document.getElementById('pause').click()");
            admin.samples.happens(Samples.blocked("GET /two HTTP/1.1"));
            browser.awaitTrue("document.getElementById('left-out').textContent === '1 new attempt waits'");
            assertThat(browser.text("document.getElementById('rows').innerText"))
                    .doesNotContain("/two");
            browser.evaluate("document.getElementById('pause').click()");
            assertThat(browser.text("document.getElementById('rows').innerText"))
                    .containsSubsequence("/two", "/one");
        }
    }

    /** A flood is counted, and shown as far as anybody can read. */
    @Test
    void aFloodIsCountedAndNotShownWhole() throws Exception {
        try (FedAdmin admin = FedAdmin.start(0, 5)) {
            browser.open(admin.url());
            browser.awaitTrue(LIVE);
            for (int i = 0; i < 5000; i++) {
                admin.samples.happens(Samples.blocked("GET /" + i + " HTTP/1.1"));
            }
            browser.awaitTrue("document.getElementById('stopped').textContent === '5,000'");
            assertThat(browser.evaluate("document.querySelectorAll('#rows tr').length"))
                    .satisfies(rows -> assertThat(((Number) rows).intValue()).isBetween(1, 100));
            assertThat(browser.text("document.getElementById('rows').firstElementChild.innerText"))
                    .contains("/4999");
        }
    }

    @Test
    void theKeyboardReachesEverythingInTheOrderOfTheEyes() throws Exception {
        try (FedAdmin admin = FedAdmin.start(0, 5)) {
            admin.aUsualHour();
            browser.look(1120, 800, false);
            browser.open(admin.url());
            browser.awaitTrue(LIVE);
            browser.evaluate("document.getElementById('config').open = true");
            var reached = new ArrayList<String>();
            for (int i = 0; i < 7; i++) {
                browser.press("Tab", 9);
                reached.add(browser.text("(document.activeElement.id || document.activeElement.innerText).trim()"));
                assertThat(browser.text("getComputedStyle(document.activeElement).outlineStyle"))
                        .as("the focus on " + reached.getLast() + " can be seen")
                        .isNotEqualTo("none");
            }
            assertThat(reached)
                    .containsExactly(
                            "To the attempts",
                            "pause",
                            "Configuration in force",
                            "defaults",
                            "As plain text",
                            "Metrics",
                            "Readiness");
        }
    }

    /** What a screen reader is told, also where CSS has made something else of the tables. */
    @ParameterizedTest
    @CsvSource({"1120", "360"})
    void aScreenReaderHearsTablesWithNames(int width) throws Exception {
        try (FedAdmin admin = FedAdmin.start(0, 5)) {
            admin.aUsualHour();
            browser.look(width, 800, false);
            browser.open(admin.url());
            browser.awaitTrue(LIVE);
            JsonArray nodes =
                    browser.ask("Accessibility.getFullAXTree", new JsonObject()).getJsonArray("nodes");
            var heard = new ArrayList<String>();
            for (int i = 0; i < nodes.size(); i++) {
                JsonObject node = nodes.getJsonObject(i);
                if (!node.getBoolean("ignored", false)) {
                    heard.add(value(node, "role") + ": " + value(node, "name"));
                }
            }
            assertThat(heard)
                    .contains(
                            "heading: smtpward",
                            "heading: The last hour",
                            "status: State",
                            "table: Attempts, the newest first: when, what was done and why, by whom, and how it looked",
                            "table: How often each rule has matched since the start, by what was done",
                            "columnheader: Why",
                            "columnheader: Would have blocked",
                            "cell: offers application protocols, but none of SMTP's alpn · CVE-2021-3618",
                            "button: Pause");
            assertThat(heard).anyMatch(node -> node.startsWith("image: In the last hour "));
        }
    }

    private static String value(JsonObject node, String part) {
        return String.valueOf(node.getJsonObject(part, new JsonObject()).getValue("value"));
    }
}
