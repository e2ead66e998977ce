package org.smtpward.session;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.smtpward.maildata.NewlineTreatment;
import org.smtpward.policy.Mode;
import org.smtpward.policy.Policy;
import org.smtpward.policy.RuleId;
import org.smtpward.policy.rule.CustomRule;
import org.smtpward.rewrite.EhloKeywords;
import org.smtpward.rewrite.Tls403;
import org.smtpward.rewrite.Tls403Scope;

/** How far a dialogue has come when a test begins, and how the proxy is configured: the defaults, with changes. */
final class Stage implements Cloneable {
    /** The listener has connected to the backend; nobody has said anything. */
    static final Stage CONNECTED = new Stage();

    static final Stage GREETED = CONNECTED.then("""
            B:  220 mail.example ESMTP Sendmail 8.15.2/8.15.2; Thu, 1 Jan 2026 00:00:00 GMT
            S:  220 mail.example ESMTP Sendmail 8.15.2/8.15.2; Thu, 1 Jan 2026 00:00:00 GMT
            """);

    /** A sendmail that offers STARTTLS. */
    static final Stage AFTER_EHLO = GREETED.then("""
            C:  EHLO client.example
            >B: EHLO client.example
            B:  250-mail.example Hello client.example [192.0.2.1], pleased to meet you
            B+: 250-ENHANCEDSTATUSCODES
            B+: 250-PIPELINING
            B+: 250-AUTH LOGIN PLAIN
            B+: 250-STARTTLS
            B+: 250 HELP
            S:  250-mail.example Hello client.example [192.0.2.1], pleased to meet you
            S:  250-ENHANCEDSTATUSCODES
            S:  250-PIPELINING
            S:  250-AUTH LOGIN PLAIN
            S:  250-STARTTLS
            S:  250 HELP
            """);

    private static final String TRANSACTION = """
            C:  MAIL FROM:<a@client.example>
            C+: RCPT TO:<b@mail.example>
            >B: MAIL FROM:<a@client.example>
            >B: RCPT TO:<b@mail.example>
            B:  250 2.1.0 <a@client.example>... Sender ok
            B:  250 2.1.5 <b@mail.example>... Recipient ok
            S:  250 2.1.0 <a@client.example>... Sender ok
            S:  250 2.1.5 <b@mail.example>... Recipient ok
            """;

    static final Stage IN_TRANSACTION = AFTER_EHLO.then(TRANSACTION);

    static final Stage IN_DATA = IN_TRANSACTION.then("""
            C:  DATA
            >B: DATA
            B:  354 Enter mail, end with "." on a line by itself
            S:  354 Enter mail, end with "." on a line by itself
            """);

    /** A listener with certificate before a backend without TLS: {@code backend.tls = never}. */
    static final Stage AFTER_EHLO_TLS_NEVER = AFTER_EHLO.tlsNever();

    static final Stage HANDSHAKING = AFTER_EHLO_TLS_NEVER.then("""
            C:  STARTTLS
            S:  220 2.0.0 Ready to start TLS
            """);

    /** The handshake is done, EHLO has not been said again. */
    static final Stage IN_TLS = HANDSHAKING.then("TLS");

    static final Stage IN_TLS_AFTER_EHLO = IN_TLS.then("""
            C:  EHLO client.example
            >B: EHLO client.example
            B:  250 mail.example Hello client.example [192.0.2.1], pleased to meet you
            S:  250 mail.example Hello client.example [192.0.2.1], pleased to meet you
            """);

    private Map<RuleId, Mode> modes = new EnumMap<>(RuleId.class);
    private Map<RuleId, Predicate<String>> exempt = Map.of();
    private NewlineTreatment newlinesInCommands = NewlineTreatment.NORMALIZE;
    private NewlineTreatment newlinesInData = NewlineTreatment.NORMALIZE;
    private List<CustomRule> custom = List.of();
    private Set<String> extraVerbs = Set.of();
    private Set<String> hidden = Set.of();
    private Tls403Scope tls403 = Tls403Scope.KNOWN;
    private ClientTls clientTls = ClientTls.ENDED_HERE;
    private boolean certificate = true;
    private BackendTls backendTls = BackendTls.MIRROR;
    private boolean implicitTls;
    private Optional<ReceivedField> trace = Optional.empty();
    private int badCommands = 5;
    private int commands = 100_000;
    private int transactions = 10_000;
    private int dataRate = 0;
    private int replyLines = 500;
    private int outstandingCommands = 1000;
    private Duration backendReply = Duration.ofHours(1);
    private Duration clientIdle = Duration.ofHours(1);
    private String script = "";

    private Stage() {}

    String script() {
        return script;
    }

    boolean isImplicitTls() {
        return implicitTls;
    }

    boolean isBackendTlsImplicit() {
        return backendTls == BackendTls.IMPLICIT;
    }

    SessionSettings settings() {
        var limits = new Limits(
                badCommands,
                commands,
                transactions,
                512,
                1024,
                12_287,
                2048,
                replyLines,
                1_048_576,
                outstandingCommands,
                Duration.ofSeconds(10),
                backendReply,
                backendReply,
                clientIdle,
                clientIdle,
                dataRate,
                Duration.ofSeconds(30));
        return new SessionSettings(
                limits,
                new Policy(modes, exempt, newlinesInCommands, newlinesInData, custom),
                extraVerbs,
                new EhloKeywords(hidden),
                new Tls403(tls403),
                clientTls,
                () -> certificate,
                Set.of("smtp", "esmtp"),
                backendTls,
                trace);
    }

    Stage then(String more) {
        Stage stage = copy();
        stage.script = script + more + "\n";
        return stage;
    }

    Stage with(RuleId rule, Mode mode) {
        Stage stage = copy();
        stage.modes.put(rule, mode);
        return stage;
    }

    /** Every rule in {@code mode}. */
    Stage all(Mode mode) {
        Stage stage = copy();
        for (RuleId rule : RuleId.values()) {
            stage.modes.put(rule, rule.under(mode));
        }
        return stage;
    }

    /** The rule leaves the client alone. */
    Stage exempt(RuleId rule) {
        Stage stage = copy();
        stage.exempt = Map.of(rule, address -> address.equals("192.0.2.1"));
        return stage;
    }

    Stage newlines(NewlineTreatment inCommands, NewlineTreatment inData) {
        Stage stage = copy();
        stage.newlinesInCommands = inCommands;
        stage.newlinesInData = inData;
        return stage;
    }

    Stage custom(CustomRule... rules) {
        Stage stage = copy();
        stage.custom = List.of(rules);
        return stage;
    }

    Stage commands(int most) {
        Stage stage = copy();
        stage.commands = most;
        return stage;
    }

    Stage transactions(int most) {
        Stage stage = copy();
        stage.transactions = most;
        return stage;
    }

    Stage dataRate(int octetsPerSecond) {
        Stage stage = copy();
        stage.dataRate = octetsPerSecond;
        return stage;
    }

    Stage tlsNever() {
        return backendTls(BackendTls.NEVER);
    }

    Stage backendTls(BackendTls when) {
        Stage stage = copy();
        stage.backendTls = when;
        return stage;
    }

    /** On a fixed day. */
    Stage traced() {
        Stage stage = copy();
        stage.trace = Optional.of(new ReceivedField("mx.example.com", () -> Instant.parse("2026-09-03T02:01:00.120Z")));
        return stage;
    }

    Stage withoutStartTls() {
        Stage stage = copy();
        stage.clientTls = ClientTls.NONE;
        return stage;
    }

    /** A listener that passes TLS on. */
    Stage passthrough() {
        Stage stage = copy();
        stage.clientTls = ClientTls.PASSED_ON;
        stage.certificate = false;
        return stage;
    }

    Stage withoutCertificate() {
        Stage stage = copy();
        stage.certificate = false;
        return stage;
    }

    Stage implicitTls() {
        Stage stage = copy();
        stage.implicitTls = true;
        return stage;
    }

    Stage extraVerbs(String... verbs) {
        Stage stage = copy();
        stage.extraVerbs = Set.of(verbs);
        return stage;
    }

    Stage hiding(String... keywords) {
        Stage stage = copy();
        stage.hidden = Set.of(keywords);
        return stage;
    }

    Stage tls403(Tls403Scope scope) {
        Stage stage = copy();
        stage.tls403 = scope;
        return stage;
    }

    Stage replyLines(int lines) {
        Stage stage = copy();
        stage.replyLines = lines;
        return stage;
    }

    Stage outstandingCommands(int commands) {
        Stage stage = copy();
        stage.outstandingCommands = commands;
        return stage;
    }

    Stage backendReply(Duration duration) {
        Stage stage = copy();
        stage.backendReply = duration;
        return stage;
    }

    Stage clientIdle(Duration duration) {
        Stage stage = copy();
        stage.clientIdle = duration;
        return stage;
    }

    private Stage copy() {
        try {
            var copy = (Stage) clone();
            copy.modes = new EnumMap<>(modes);
            return copy;
        } catch (CloneNotSupportedException e) {
            throw new AssertionError(e);
        }
    }
}
