package org.smtpward.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.smtpward.StartException;
import org.smtpward.lab.FreePort;
import org.smtpward.lab.NameServer;
import org.smtpward.lab.RealParts;
import org.smtpward.lab.Sendmail;

/**
 * The source address 127.25.25.25 before a sendmail as its users have it: an access map that relays for 127/8, blacklists,
 * reverse DNS. Without a line of its own in the access map mail bounces or is relayed for all, and smtpward does not start.
 */
@RealParts
class SourceAddressIT {
    private static final String OK = "Connect:127.25.25.25\tOK";
    private static final String FOREIGN = "someone@foreign.test";
    private static final String DNSBL = "FEATURE(`dnsbl', `bl.test', `Rejected: listed at bl.test')dnl";

    @TempDir
    private Path directory;

    /** Sendmails that judge the address of a client, and what they make of one that nobody has told them about. */
    private enum Site {
        SUSE("", "would relay for everybody") {
            @Override
            Sendmail.Options options(NameServer names) {
                return Sendmail.Options.defaults();
            }
        },
        BLACKLIST("listed at bl.test", "rejects mail for its own recipients") {
            @Override
            Sendmail.Options options(NameServer names) {
                return Sendmail.Options.defaults().withFeatures(DNSBL).withNameServer(names);
            }
        },
        REVERSE_DNS("Fix reverse DNS for 127.25.25.25", "rejects mail for its own recipients") {
            @Override
            Sendmail.Options options(NameServer names) {
                return Sendmail.Options.defaults()
                        .withFeatures("FEATURE(`require_rdns')dnl")
                        .withFile("etc/hosts", "127.0.0.1 localhost\n127.0.1.1 mail.example.test\n");
            }
        };

        private final String bounce;
        private final String why;

        Site(String bounce, String why) {
            this.bounce = bounce;
            this.why = why;
        }

        abstract Sendmail.Options options(NameServer names);

        Sendmail start(NameServer names, String... access) {
            return Sendmail.start(
                    this == SUSE
                            ? options(names).withAccess("127\tRELAY").withAccess(access)
                            : options(names).withAccess(access));
        }
    }

    @ParameterizedTest
    @EnumSource(Site.class)
    void withoutALineOfItsOwnItDoesNotStart(Site site) throws Exception {
        try (NameServer names = NameServer.start("25.25.25.127.bl.test", "2.0.0.127.bl.test");
                Sendmail sendmail = site.start(names)) {
            Tool.Output alone =
                    Swaks.tryTo(Endpoint.direct(sendmail), site == Site.SUSE ? FOREIGN : "bob@example.test");
            if (site == Site.SUSE) {
                assertThat(alone.exitCode()).as(alone.text()).isZero();
            } else {
                assertThat(alone.text()).containsPattern("<\\*\\* 5[0-9][0-9] .*" + site.bounce);
            }
            assertThatThrownBy(() -> RunningProxy.before(sendmail))
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining(site.why)
                    .hasMessageContaining("connected from 127.25.25.25")
                    .hasMessageContaining(site.bounce)
                    .hasMessageContaining(OK);
            Tool.Output check = Program.run("check", "--config", Program.file(directory, ProxyText.before(sendmail)));
            assertThat(check.exitCode()).as(check.text()).isEqualTo(78);
            assertThat(check.text())
                    .containsPattern("error +backend +the backend \\S+ " + site.why)
                    .contains(OK, site.bounce);
        }
    }

    @ParameterizedTest
    @EnumSource(Site.class)
    void withItMailArrivesAndNobodyIsRelayedFor(Site site) throws Exception {
        try (NameServer names = NameServer.start("25.25.25.127.bl.test", "2.0.0.127.bl.test");
                Sendmail sendmail = site.start(names, OK);
                RunningProxy proxy = RunningProxy.before(sendmail)) {
            Tool.Output mail = Swaks.tryTo(proxy.endpoint(), "bob@example.test");
            assertThat(mail.exitCode()).as(mail.text()).isZero();
            assertThat(sendmail.messages()).hasSize(1);
            assertThat(Swaks.tryTo(proxy.endpoint(), FOREIGN).text()).contains("Relaying denied");
            assertThat(sendmail.queue()).isEmpty();
        }
    }

    /** Every blacklist lists 127.0.0.2 (RFC 5782 §5), which was the default. */
    @Test
    void theTestEntryOfBlacklistsIsNotTheDefault() throws Exception {
        try (NameServer names = NameServer.start("2.0.0.127.bl.test");
                Sendmail sendmail = Site.BLACKLIST.start(names)) {
            assertThatThrownBy(() -> RunningProxy.before(sendmail, "backend.source.address = 127.0.0.2"))
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining("listed at bl.test")
                    .hasMessageContaining("Connect:127.0.0.2\tOK");
            try (RunningProxy proxy = RunningProxy.before(sendmail)) {
                Tool.Output mail = Swaks.tryTo(proxy.endpoint(), "bob@example.test");
                assertThat(mail.exitCode()).as(mail.text()).isZero();
            }
        }
    }

    /** Row 25: submit.cf, cron and applications send to 127.0.0.1:25. */
    @ParameterizedTest
    @CsvSource({"as-before, 250 2.1.5", "as-others, 550 5.7.1"})
    void programsOnThisMachineAreRelayedForAsBefore(String localClients, String reply) throws Exception {
        try (Sendmail sendmail = Sendmail.start(Sendmail.Options.defaults().withAccess(OK));
                RunningProxy proxy = RunningProxy.before(sendmail, "backend.source.local-clients = " + localClients)) {
            assertThat(Swaks.tryTo(proxy.endpoint(), FOREIGN).text()).contains(reply + " <" + FOREIGN + ">");
            assertThat(sendmail.queue()).hasSize(localClients.equals("as-before") ? 1 : 0);
        }
    }

    /** Row 3: the access map changes while all runs. No client gets the backend's 5yz. */
    @Test
    void anAccessMapThatChangesIsFoundOutAndSoIsItsMending() throws Exception {
        int admin = FreePort.choose();
        try (Sendmail sendmail = Sendmail.start(Sendmail.Options.defaults().withAccess(OK));
                RunningProxy proxy = RunningProxy.before(
                        sendmail,
                        "admin.address = \"127.0.0.1:" + admin + "\"",
                        "backend.source.probe { interval = 1s, every = 1s }")) {
            assertThat(readiness(admin)).startsWith("200");
            assertThat(greeting(proxy)).startsWith("220 ");

            sendmail.changeAccess("Connect:127.25.25.25\tRELAY");
            Until.soon(() -> readiness(admin).startsWith("503"), () -> "relaying is found out");
            assertThat(readiness(admin)).contains("the backend would relay for everybody");
            assertThat(greeting(proxy)).startsWith("421 4.3.2 ");

            sendmail.changeAccess("Connect:127.25.25.25\tREJECT");
            Until.soon(
                    () -> readiness(admin).contains("the backend rejects mail for its own recipients"),
                    () -> "bouncing is found out");
            assertThat(readiness(admin)).startsWith("503");
            assertThat(greeting(proxy)).startsWith("421 4.3.2 ");

            sendmail.changeAccess(OK);
            Until.soon(() -> readiness(admin).startsWith("200"), () -> "all is well again");
            assertThat(greeting(proxy)).startsWith("220 ");
        }
    }

    /** 452 to MAIL says nothing about relaying; nor does a check that got it say ok. */
    @Test
    void aFullDiskIsNoAnswer() throws Exception {
        try (Sendmail sendmail = Sendmail.start(
                        Sendmail.Options.defaults().withAccess(OK).withConfig("O MinFreeBlocks=999999999999"));
                RunningProxy proxy = RunningProxy.before(sendmail)) {
            assertThat(greeting(proxy)).startsWith("421 4.3.2 ");
            Tool.Output check = Program.run("check", "--config", Program.file(directory, ProxyText.before(sendmail)));
            assertThat(check.exitCode()).as(check.text()).isEqualTo(69);
            assertThat(check.text()).contains("452 4.4.5").doesNotContainPattern("ok +backend ");
        }
    }

    private static String greeting(RunningProxy proxy) {
        try (SmtpClient client = SmtpClient.connect(proxy.endpoint())) {
            return client.reply();
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static String readiness(int admin) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + admin + "/readyz"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() + " " + answer.body();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
