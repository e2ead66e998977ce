package org.smtpward.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smtpward.backend.Expectation.Mail;
import org.smtpward.backend.ProbeAnswer.Meaning;
import org.smtpward.backend.RelayProbe.Result;
import org.smtpward.config.BackendOptions;
import org.smtpward.config.ConfigurationException;
import org.smtpward.config.ConfigurationLoader;
import org.smtpward.events.LoggedLines;
import org.smtpward.tls.BackendLeg;

/** Sessions begin or not by what a backend out of a script answers, on a clock of the test. */
class RelayGuardTest {
    /** Clients of a fixed source. */
    private static final Expectation STRICT = new Expectation(false, Mail.REQUIRED);

    private static final Expectation MAY_RELAY = new Expectation(true, Mail.REQUIRED);
    private static final Expectation LOCAL = new Expectation(true, Mail.ADVISORY);
    private static final Expectation TRANSPARENT = new Expectation(false, Mail.ADVISORY);

    private static final ProbeAnswer DENIED = answer(Meaning.REJECTED, "550 5.7.1 Relaying denied");
    private static final ProbeAnswer RELAYED = answer(Meaning.ACCEPTED, "250 2.1.5 Recipient ok");
    private static final ProbeAnswer TAKEN = new ProbeAnswer(Meaning.ACCEPTED, "RCPT TO:<postmaster>", "250 2.1.5 ok");
    private static final ProbeAnswer BOUNCED =
            new ProbeAnswer(Meaning.REJECTED, "RCPT TO:<postmaster>", "550 5.7.1 Rejected: listed at bl.test");
    private static final ProbeAnswer LATER = new ProbeAnswer(Meaning.UNCLEAR, "MAIL FROM:<>", "452 4.4.5 Disk full");
    private static final Result GOOD = answered(DENIED, TAKEN);
    private static final Result AWAY = new Result.Unreachable("Connection refused");

    private static final String SOURCE = "127.25.25.25";

    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 1000);
    private final Map<Source, Result> script = new LinkedHashMap<>();
    private final List<String> asked = new ArrayList<>();
    private final List<RelayProbe.Question> questions = new ArrayList<>();
    private Probes probes;
    private RelayGuard guard;
    private BackendOptions options;

    @BeforeEach
    void start() throws Exception {
        options = options("");
        probes = new Probes(options, BackendLeg.CLEAR);
        guard = new RelayGuard(this::ask, options.address(), clock::get);
    }

    @AfterEach
    void stop() {
        probes.close();
    }

    @Test
    void sessionsBeginWhenStrangersAreNotRelayedForAndMailIsTaken() {
        assertThat(guard.isOpen()).isFalse();
        assertThat(settle(SOURCE, STRICT, GOOD)).isEmpty();
        assertThat(guard.isOpen()).isTrue();
        assertThat(questions).containsExactly(new RelayProbe.Question(true, "postmaster"));
    }

    @Test
    void aBackendThatRelaysKeepsAllOut() {
        assertThat(settle(SOURCE, STRICT, answered(RELAYED, TAKEN)))
                .get()
                .asString()
                .contains("would relay for everybody", "connected from " + SOURCE, RELAYED.reply())
                .contains("Connect:127.25.25.25\tOK", "allow-relay = true");
        assertThat(guard.isOpen()).isFalse();
        assertThat(guard.isRelaying()).isTrue();
    }

    /** Row 23 of what was found: honest mail must not bounce. */
    @Test
    void aBackendThatRejectsItsOwnRecipientKeepsAllOut() {
        assertThat(settle(SOURCE, STRICT, answered(DENIED, BOUNCED)))
                .get()
                .asString()
                .contains(
                        "rejects mail for its own recipients",
                        "connected from " + SOURCE,
                        "RCPT TO:<postmaster> with: 550 5.7.1 Rejected: listed at bl.test",
                        "FEATURE(dnsbl)",
                        "FEATURE(require_rdns)",
                        "Connect:127.25.25.25\tOK",
                        "USE_ACCESS_DB=\"yes\" in /etc/sysconfig/sendmail",
                        "/usr/lib/sendmail.d/update",
                        "FEATURE(`access_db')",
                        "backend.source.mode = transparent",
                        "backend.source.probe.local-recipient");
        assertThat(guard.isOpen()).isFalse();
        assertThat(guard.isBouncing()).isTrue();
        assertThat(guard.isRelaying()).isFalse();
    }

    /** Row 3: neither 452 to MAIL nor 451 to RCPT says that it does not relay. */
    @ParameterizedTest
    @ValueSource(strings = {"mail", "relay", "local"})
    void anUnclearAnswerKeepsAllOut(String what) {
        Result unclear =
                switch (what) {
                    case "mail" -> answered(LATER, LATER);
                    case "relay" -> answered(LATER, TAKEN);
                    default -> answered(DENIED, LATER);
                };
        assertThat(settle(SOURCE, STRICT, unclear)).get().asString().contains("no clear answer", "452 4.4.5 Disk full");
        assertThat(guard.isOpen()).isFalse();
        assertThat(guard.isRelaying() || guard.isBouncing()).isFalse();
    }

    @Test
    void aBackendThatIsAwayKeepsAllOut() {
        assertThat(settle(SOURCE, STRICT, AWAY)).get().asString().contains("cannot be reached", "Connection refused");
        assertThat(guard.isOpen()).isFalse();
        assertThat(guard.isRelaying() || guard.isBouncing()).isFalse();
    }

    @Test
    void whoMayRelayIsNotAskedWhetherItDoesButWhetherItCanSendMail() {
        Result taken = new Result.Answered(Optional.empty(), TAKEN);
        assertThat(settle(SOURCE, MAY_RELAY, taken)).isEmpty();
        assertThat(guard.isOpen()).isTrue();
        assertThat(questions).containsExactly(new RelayProbe.Question(false, "postmaster"));
        pass(options.source().probe().interval());
        assertThat(settle(SOURCE, MAY_RELAY, new Result.Answered(Optional.empty(), BOUNCED)))
                .isPresent();
        assertThat(guard.isBouncing()).isTrue();
    }

    /** Nothing can be made worse: clients get 421 or the backend's own 4yz. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoMayRelayIsServedWhileTheBackendGivesNoClearAnswer(boolean away) {
        settle(SOURCE, MAY_RELAY, away ? AWAY : new Result.Answered(Optional.empty(), LATER));
        assertThat(guard.isOpen()).isTrue();
        pass(Duration.ofSeconds(5));
        assertThat(guard.isDue()).isTrue();
    }

    @Test
    void whereNothingDependsOnItNothingIsAsked() {
        assertThat(settle(SOURCE, new Expectation(true, Mail.UNASKED), AWAY)).isEmpty();
        assertThat(guard.isOpen()).isTrue();
        assertThat(guard.isDue()).isFalse();
        assertThat(asked).isEmpty();
    }

    /** With transparent and proxy-*, and for programs on this machine. */
    @Test
    void aRefusalIsAWarningWhereTheSourceIsAStrangersOrTheMachinesOwn() throws Exception {
        try (var lines = new LoggedLines(RelayGuard.class.getName())) {
            assertThat(settle(SOURCE, TRANSPARENT, answered(BOUNCED, BOUNCED))).isEmpty();
            assertThat(guard.isOpen()).isTrue();
            assertThat(settle("127.0.0.1", LOCAL, new Result.Answered(Optional.empty(), BOUNCED)))
                    .isEmpty();
            assertThat(guard.isOpen()).isTrue();
            assertThat(lines.texts()).hasSize(2).allMatch(line -> line.contains("result=not-accepted"));
            assertThat(lines.texts().getFirst()).contains("the question about relaying got no further");
        }
    }

    /** Nor is it asked again every minute: it is no trouble. */
    @Test
    void anUnclearAnswerToAStrangersMailIsNone() {
        assertThat(settle(SOURCE, TRANSPARENT, answered(DENIED, LATER))).isEmpty();
        assertThat(guard.isOpen()).isTrue();
        pass(Duration.ofMinutes(59));
        assertThat(guard.isDue()).isFalse();
    }

    @Test
    void aStrangerWhoIsNotRefusedClearlyKeepsAllOutInEveryMode() {
        settle(SOURCE, TRANSPARENT, answered(LATER, TAKEN));
        assertThat(guard.isOpen()).isFalse();
    }

    @Test
    void oneBadSourceIsEnough() throws Exception {
        script.put(from(SOURCE), GOOD);
        script.put(from("127.0.0.3"), answered(RELAYED, TAKEN));
        script.put(from("127.0.0.4"), answered(DENIED, BOUNCED));
        var all = new LinkedHashMap<Source, Expectation>();
        script.keySet().forEach(source -> all.put(source, STRICT));
        assertThat(guard.settle(probes.connector(), all, options.source().probe()))
                .get()
                .asString()
                .contains("connected from 127.0.0.3", "connected from 127.0.0.4", "Connect:127.0.0.4\tOK")
                .doesNotContain("connected from " + SOURCE);
        assertThat(asked).containsExactly(SOURCE, "127.0.0.3", "127.0.0.4");
        assertThat(guard.isRelaying()).isTrue();
    }

    /** The others would only wait as long. */
    @Test
    void ofABackendThatIsAwayOneSourceIsAskedAtATime() throws Exception {
        script.put(from(SOURCE), AWAY);
        script.put(from("127.0.0.3"), AWAY);
        var all = Map.of(from(SOURCE), STRICT, from("127.0.0.3"), STRICT);
        guard.settle(probes.connector(), all, options.source().probe());
        assertThat(asked).hasSize(1);
        pass(Duration.ofMillis(4999));
        assertThat(guard.isDue()).isFalse();
        pass(Duration.ofMillis(1));
        assertThat(guard.isDue()).isTrue();
        guard.renew(probes.connector(), all, options.source().probe());
        assertThat(asked).hasSize(2);
    }

    /** Sessions go on to be served as they are. */
    @ParameterizedTest
    @CsvSource({"true, would relay for everybody", "false, rejects mail for its own recipients"})
    void badSourcesThatAreAboutToComeAreKeptOut(boolean relays, String why) throws Exception {
        settle(SOURCE, STRICT, GOOD);
        script.put(from("127.0.0.3"), relays ? answered(RELAYED, TAKEN) : answered(DENIED, BOUNCED));
        assertThat(admit("127.0.0.3")).get().asString().contains(why, "connected from 127.0.0.3");
        assertThat(guard.isOpen()).isTrue();
    }

    @Test
    void goodSourcesThatAreAboutToComeAreTaken() throws Exception {
        settle(SOURCE, STRICT, answered(DENIED, BOUNCED));
        script.put(from("127.0.0.3"), GOOD);
        assertThat(admit("127.0.0.3")).isEmpty();
        assertThat(guard.isOpen()).isTrue();
    }

    /** A line that a backend writes must not forge fields. */
    @Test
    void whatTheBackendSaysStandsInQuotesInTheLog() throws Exception {
        var forged = new ProbeAnswer(Meaning.UNCLEAR, "MAIL FROM:<>", "452 x\" result=refused source=\"y");
        script.put(from(SOURCE), answered(forged, forged));
        try (var lines = new LoggedLines(RelayGuard.class.getName())) {
            assertThat(admit(SOURCE)).isEmpty();
            assertThat(lines.texts()).isNotEmpty().allSatisfy(line -> assertThat(line)
                    .contains("452 x' result=refused source='y\""));
        }
    }

    @Test
    void theBackendIsNotAskedMoreOftenThanTheInterval() {
        settle(SOURCE, STRICT, GOOD);
        pass(Duration.ofSeconds(5).minusNanos(1));
        settle(SOURCE, STRICT, GOOD);
        assertThat(asked).hasSize(1);
        pass(Duration.ofNanos(1));
        settle(SOURCE, STRICT, GOOD);
        assertThat(asked).hasSize(2);
    }

    /** A backend that cannot be reached counts nothing. */
    @Test
    void theIntervalIsForAnswers() {
        settle(SOURCE, STRICT, AWAY);
        settle(SOURCE, STRICT, GOOD);
        assertThat(guard.isOpen()).isTrue();
    }

    @Test
    void anAnswerToAnotherQuestionIsNone() throws Exception {
        settle(SOURCE, STRICT, GOOD);
        options = options("local-recipient = other");
        settle(SOURCE, STRICT, GOOD);
        settle(SOURCE, MAY_RELAY, new Result.Answered(Optional.empty(), TAKEN));
        settle("127.0.0.3", MAY_RELAY, new Result.Answered(Optional.empty(), TAKEN));
        assertThat(questions)
                .containsExactly(
                        new RelayProbe.Question(true, "postmaster"),
                        new RelayProbe.Question(true, "other"),
                        new RelayProbe.Question(false, "other"),
                        new RelayProbe.Question(false, "other"));
    }

    /** What counts in the rate controls of the backend comes ever more seldom. */
    @Test
    void anUnclearBackendIsAskedAfterFiveSecondsAndThenEverMoreSeldom() {
        settle(SOURCE, STRICT, answered(LATER, LATER));
        for (int seconds : List.of(5, 10, 20, 40, 60, 60)) {
            pass(Duration.ofSeconds(seconds).minusNanos(1));
            assertThat(guard.isDue()).as("before %d s", seconds).isFalse();
            pass(Duration.ofNanos(1));
            assertThat(guard.isDue()).as("after %d s", seconds).isTrue();
            renew(answered(LATER, LATER));
        }
        pass(Duration.ofMinutes(1));
        renew(GOOD);
        assertThat(guard.isOpen()).isTrue();
    }

    @Test
    void aBackendThatIsAwayIsTriedEveryFiveSeconds() {
        settle(SOURCE, STRICT, AWAY);
        for (int i = 0; i < 20; i++) {
            pass(Duration.ofSeconds(5));
            assertThat(guard.isDue()).isTrue();
            renew(AWAY);
            assertThat(asked).hasSize(i + 2);
        }
    }

    @Test
    void aClearAnswerIsAskedForAgainEveryHour() {
        settle(SOURCE, STRICT, GOOD);
        pass(Duration.ofHours(1).minusNanos(1));
        assertThat(guard.isDue()).isFalse();
        pass(Duration.ofNanos(1));
        assertThat(guard.isDue()).isTrue();
        renew(GOOD);
        assertThat(asked).hasSize(2);
        assertThat(guard.isDue()).isFalse();
    }

    @Test
    void orAsOftenAsConfigured() throws Exception {
        options = options("interval = 1s, every = 3s");
        settle(SOURCE, STRICT, GOOD);
        pass(Duration.ofSeconds(3));
        assertThat(guard.isDue()).isTrue();
    }

    /** Row 3: another access map, found out by the regular question. */
    @Test
    void aBackendThatBeginsToRelayIsShutOut() {
        settle(SOURCE, STRICT, GOOD);
        pass(Duration.ofHours(1));
        renew(answered(RELAYED, TAKEN));
        assertThat(guard.isRelaying()).isTrue();
        assertThat(guard.isOpen()).isFalse();
    }

    @Test
    void aBackendThatBeginsToBounceIsShutOutAndServedAgainWhenItTakesMail() {
        settle(SOURCE, STRICT, GOOD);
        pass(Duration.ofHours(1));
        renew(answered(DENIED, BOUNCED));
        assertThat(guard.isBouncing()).isTrue();
        pass(Duration.ofSeconds(5));
        assertThat(guard.isDue()).isTrue();
        renew(GOOD);
        assertThat(guard.isOpen()).isTrue();
        assertThat(guard.isBouncing()).isFalse();
    }

    /** A full disk or a restart loses no mail: clients get the backend's own 4yz, or 421 while it is away. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatWasSafeStaysSoWhileTheBackendGivesNoClearAnswer(boolean away) {
        settle(SOURCE, STRICT, GOOD);
        pass(Duration.ofHours(1));
        renew(away ? AWAY : answered(LATER, LATER));
        assertThat(guard.isOpen()).isTrue();
        pass(Duration.ofSeconds(5));
        assertThat(guard.isDue()).isTrue();
        renew(answered(RELAYED, TAKEN));
        assertThat(guard.isRelaying()).isTrue();
    }

    /** Being away makes nothing good. */
    @Test
    void whatWasBadStaysSoWhileTheBackendGivesNoClearAnswer() {
        settle(SOURCE, STRICT, answered(RELAYED, TAKEN));
        pass(Duration.ofSeconds(5));
        renew(answered(LATER, LATER));
        assertThat(guard.isRelaying()).isTrue();
        pass(Duration.ofSeconds(10));
        renew(AWAY);
        assertThat(guard.isRelaying()).isTrue();
        pass(Duration.ofSeconds(5));
        renew(GOOD);
        assertThat(guard.isOpen()).isTrue();
    }

    /** It may have come back with another configuration. */
    @Test
    void aBackendThatWasAwayIsAskedAgain() {
        settle(SOURCE, STRICT, GOOD);
        pass(Duration.ofMinutes(1));
        guard.onBackendReturned();
        assertThat(guard.isDue()).isTrue();
        renew(answered(RELAYED, TAKEN));
        assertThat(guard.isRelaying()).isTrue();
    }

    /** One that comes and goes is no reason for a flood of questions. */
    @Test
    void aBackendThatComesAndGoesIsAskedEverMoreSeldom() {
        settle(SOURCE, STRICT, GOOD);
        for (int i = 0; i < 3600; i++) {
            pass(Duration.ofSeconds(1));
            guard.onBackendReturned();
            renew(GOOD);
        }
        assertThat(asked).hasSizeBetween(55, 70);
    }

    private Optional<String> settle(String address, Expectation expected, Result result) {
        script.put(from(address), result);
        return guard.settle(
                probes.connector(),
                Map.of(from(address), expected),
                options.source().probe());
    }

    private void renew(Result result) {
        script.put(from(SOURCE), result);
        guard.renew(
                probes.connector(),
                Map.of(from(SOURCE), STRICT),
                options.source().probe());
    }

    private Optional<String> admit(String address) {
        return guard.admit(
                probes.connector(),
                Map.of(from(address), STRICT),
                options.source().probe());
    }

    private void pass(Duration time) {
        clock.addAndGet(time.toNanos());
    }

    private Result ask(BackendConnector connector, Source source, RelayProbe.Question question) {
        asked.add(source.label());
        questions.add(question);
        Result result = script.get(source);
        if (result == null) {
            throw new AssertionError("nobody is to ask from " + source);
        }
        return result;
    }

    private static Result answered(ProbeAnswer relay, ProbeAnswer local) {
        return new Result.Answered(Optional.of(relay), local);
    }

    private static ProbeAnswer answer(Meaning meaning, String reply) {
        return new ProbeAnswer(meaning, "RCPT TO:<a@relay-probe.example>", reply);
    }

    private static BackendOptions options(String probe) throws ConfigurationException {
        return new ConfigurationLoader(Map.of())
                .loadText("smtpward.backend.source.probe { " + probe + " }", "test")
                .configuration()
                .backend();
    }

    private static Source from(String address) {
        try {
            return new Source.Ours(Optional.of(InetAddress.getByName(address)));
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
