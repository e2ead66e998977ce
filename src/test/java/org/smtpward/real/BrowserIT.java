package org.smtpward.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.smtpward.lab.DeliveredMessage;
import org.smtpward.lab.RealParts;
import org.smtpward.lab.Sendmail;

/**
 * ALPACA (CVE-2021-3618; Brinkmann et al., USENIX Security 2021) with a real browser. It has logged in at a web site
 * that shares its name and certificate with the mail server, then visits a page of somebody else, which sends a form
 * there; a {@linkplain ManInTheMiddle man in the middle} leads that into STARTTLS of the mail server. The browser finds
 * the certificate right, and takes for HTTP/0.9 what the mail server says. Sendmail 8.15.2 carries out what the form
 * contains; smtpward refuses the handshake, and, where that is switched off, the first line.
 */
@RealParts
class BrowserIT {
    private static final String VICTIM = "127.0.0.9";
    private static final String COOKIE = "session=5ecret-0f-the-v1ctim";
    private static final String MARKUP = "<script>alert('of the attacker')</script>";

    /** What the browser writes between two fields of a form, and so in the middle of the mail. */
    private static final String BOUNDARY = "------WebKitFormBoundary";

    /** A record of TLS, in hexadecimal: alert, version 1.2, two octets: fatal, no_application_protocol (RFC 7301 §3.2). */
    private static final String NO_APPLICATION_PROTOCOL = "15030300020278";

    /** The beginning of a record that goes on with the handshake. */
    private static final String SERVER_HELLO = "160303";

    private static Sendmail sendmail;
    private static RunningProxy strict;
    private static RunningProxy withoutAlpn;
    private static RunningProxy passthrough;

    @TempDir
    private Path directory;

    /**
     * The three kinds of attack that the paper knows. Nothing that an attacker has stored can be had from sendmail by a
     * command; what the browser downloads here are the replies, as a page of the web site.
     */
    enum Attack {
        /** The first field ends in the mail data, the second ends that: what the browser puts between is mailed. */
        UPLOAD("multipart/form-data", """
                RSET
                MAIL FROM:<evil@client.test>
                RCPT TO:<victim@example.test>
                DATA
                Subject: by your browser

                """, """
                .
                QUIT
                """),
        /** No script of the web site can read the cookie; the page that the mail server makes of it shows it. */
        DOWNLOAD("text/plain", "\nQUIT\n"),
        /** Chromium shows it as text. A browser that looks further for HTML runs it, in the web site's name. */
        REFLECTION("text/plain", "\n" + MARKUP + "\nQUIT\n");

        private final String encoding;
        private final List<String> fields;

        Attack(String encoding, String... fields) {
            this.encoding = encoding;
            this.fields = List.of(fields);
        }

        /** Of a text area's content HTML takes the first line end away. */
        String form() {
            StringBuilder form = new StringBuilder(
                    "<form method=\"post\" action=\"https://mail.example.test/mail\" enctype=\"" + encoding + "\">");
            fields.forEach(field ->
                    form.append("<textarea name=\"text\">\n").append(field).append("</textarea>"));
            return form.append("</form>").toString();
        }
    }

    /**
     * What came of an attack.
     *
     * @param page that the browser ended at, as HTML
     * @param answers of the mail server behind its 220, for each connection, in hexadecimal
     * @param commands that sendmail read
     */
    record Outcome(String page, List<String> answers, List<String> commands, List<DeliveredMessage> mails) {
        void assertHarmless() {
            assertThat(commands).containsOnlyElementsOf(ManInTheMiddle.COMMANDS);
            assertThat(mails).isEmpty();
            assertThat(page)
                    .doesNotContain("accepted for delivery")
                    .doesNotContain(COOKIE)
                    .doesNotContain(escaped(MARKUP));
        }
    }

    @BeforeAll
    static void start() throws Exception {
        sendmail = Sendmail.start(Sendmail.Options.defaults().withTls().withLogLevel(15));
        strict = RunningProxy.before(sendmail);
        withoutAlpn = RunningProxy.before(sendmail, "policy.rules.alpn.mode = off");
        passthrough = RunningProxy.start(ProxyText.before(
                sendmail.address(), "listeners = [ { name = smtp, address = \"127.0.0.1:0\", tls = passthrough } ]"));
    }

    @AfterAll
    static void stop() {
        passthrough.close();
        withoutAlpn.close();
        strict.close();
        sendmail.close();
    }

    @ParameterizedTest
    @EnumSource
    void succeedsAgainstSendmailAlone(Attack attack) throws Exception {
        Outcome outcome = attack(attack, Endpoint.direct(sendmail));
        assertThat(outcome.commands)
                .containsAll(ManInTheMiddle.COMMANDS)
                .contains("POST /mail HTTP/1.1", "Origin: null", "Cookie: " + COOKIE, "QUIT");
        assertThat(outcome.answers).isNotEmpty().allMatch(answer -> answer.startsWith(SERVER_HELLO));
        assertThat(outcome.page).contains(">500 5.5.1 Command unrecognized: \"POST /mail HTTP/1.1\"\n");
        switch (attack) {
            case UPLOAD -> {
                assertThat(outcome.page).contains("Message accepted for delivery\n");
                assertThat(outcome.mails).hasSize(1);
                DeliveredMessage mail = outcome.mails.getFirst();
                assertThat(mail.sender()).isEqualTo("evil@client.test");
                assertThat(mail.recipients()).containsExactly("victim");
                assertThat(mail.text()).contains("\nSubject: by your browser\n");
                assertThat(mail.body()).contains(BOUNDARY);
            }
            case DOWNLOAD ->
                assertThat(outcome.page).contains("\n500 5.5.1 Command unrecognized: \"Cookie: " + COOKIE + "\"\n");
            case REFLECTION ->
                assertThat(outcome.page)
                        .contains("\n500 5.5.1 Command unrecognized: \"" + escaped(MARKUP) + "\"\n")
                        .contains("\n221 2.0.0 mail.example.test closing connection\n");
        }
    }

    /** The browser offers h2 and http/1.1, as every browser does: it reads an alert, and shows an error of its own. */
    @ParameterizedTest
    @EnumSource
    void isRefusedInTheHandshake(Attack attack) throws Exception {
        assertRefusedInTheHandshake(attack, strict);
    }

    /** Where we hold no key and TLS is sendmail's, the offer is read all the same. */
    @ParameterizedTest
    @EnumSource
    void isRefusedInTheHandshakeThatIsPassedOn(Attack attack) throws Exception {
        assertRefusedInTheHandshake(attack, passthrough);
    }

    private void assertRefusedInTheHandshake(Attack attack, RunningProxy proxy) throws Exception {
        int events = proxy.events().size();
        Outcome outcome = attack(attack, proxy.endpoint(VICTIM));
        outcome.assertHarmless();
        assertThat(outcome.page).contains(">ERR_SSL_PROTOCOL_ERROR<");
        assertThat(outcome.answers).containsOnly(NO_APPLICATION_PROTOCOL);
        assertThat(eventsSince(events, proxy, "\"alpn\"")).allSatisfy(event -> assertThat(event)
                .contains("\"action\":\"blocked\"")
                .contains("\"rule\":{\"id\":\"alpn\"}")
                .contains("\"id\":\"CVE-2021-3618\"")
                .contains("\"ip\":\"" + VICTIM + "\"")
                .contains("\"server_name\":\"mail.example.test\"")
                .contains("\"alpn\":[\"h2\",\"http/1.1\"]"));
    }

    /** The handshake succeeds: the browser is where it was to be led to, and reads one line. */
    @ParameterizedTest
    @EnumSource
    void isRefusedAtItsFirstLineWhenTheHandshakeIsNot(Attack attack) throws Exception {
        int events = withoutAlpn.events().size();
        Outcome outcome = attack(attack, withoutAlpn.endpoint(VICTIM));
        outcome.assertHarmless();
        assertThat(outcome.answers).isNotEmpty().allMatch(answer -> answer.startsWith(SERVER_HELLO));
        assertThat(outcome.page).contains(">421 4.7.0 mail.example.test Rejecting open proxy [" + VICTIM + "]\n</pre>");
        assertThat(eventsSince(events, withoutAlpn, "POST /mail HTTP/1.1")).allSatisfy(event -> assertThat(event)
                .contains("\"action\":\"blocked\"")
                .contains("\"rule\":{\"id\":\"foreign-protocol\"}")
                .contains("\"id\":\"CVE-2021-3618\"")
                .contains("\"ip\":\"" + VICTIM + "\"")
                .contains("\"phase\":\"tls\""));
    }

    private Outcome attack(Attack attack, Endpoint mailServer) throws Exception {
        int lines = sendmail.log().size();
        int messages = sendmail.messages().size();
        String page;
        List<String> answers;
        try (LoginSite site = LoginSite.open(sendmail.certificate(), COOKIE, "http://attacker.example/");
                ManInTheMiddle middle = ManInTheMiddle.between(site.address(), mailServer);
                AttackerSite attacker = AttackerSite.open(attack.form(), middle::steer)) {
            page = Browser.visit(
                    "https://mail.example.test/",
                    directory,
                    Map.of("mail.example.test:443", middle.port(), "attacker.example:80", attacker.port()),
                    sendmail.certificate());
            answers = middle.answers();
            assertThat(site.visits()).isEqualTo(1);
            assertThat(middle.troubles()).isEmpty();
        }
        sendmail.awaitNoSession(Until.SOON);
        List<DeliveredMessage> all = sendmail.messages();
        return new Outcome(page, answers, commandsSince(lines), all.subList(messages, all.size()));
    }

    private static List<String> commandsSince(int line) {
        return sendmail.log().stream()
                .skip(line)
                .filter(text -> text.contains("<-- "))
                .map(text -> text.substring(text.indexOf("<-- ") + 4))
                .toList();
    }

    /** Waits for one that contains {@code sign}. */
    private static List<String> eventsSince(int count, RunningProxy proxy, String sign) {
        Until.soon(
                () -> proxy.events().stream().skip(count).anyMatch(event -> event.contains(sign)),
                () -> "an event with " + sign + "; there are " + proxy.events());
        return proxy.events().stream().skip(count).toList();
    }

    /** As it stands in HTML. */
    private static String escaped(String text) {
        return text.replace("<", "&lt;").replace(">", "&gt;");
    }
}
