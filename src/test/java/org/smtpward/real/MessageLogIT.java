package org.smtpward.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.smtpward.events.LoggedLines;
import org.smtpward.lab.Postfix;
import org.smtpward.lab.RealParts;
import org.smtpward.lab.Sendmail;

/** {@code grep QUEUEID} in both logs tells who sent a message, although the backend has seen our address only. */
@RealParts
class MessageLogIT {
    private static final Pattern SENDMAIL =
            Pattern.compile(": ([A-Za-z0-9]+): from=<Sender@client\\.test>.*127\\.0\\.0\\.2");
    private static final Pattern POSTFIX = Pattern.compile("qmgr\\[\\d+]: ([A-Za-z0-9]+): from=<Sender@client\\.test>");
    private static final int MAILS = 3;

    @Test
    void sendmailsLogAndOursAreJoined() throws Exception {
        try (var lines = new LoggedLines("org.smtpward.session");
                Sendmail sendmail = Sendmail.start();
                RunningProxy proxy = NamedClient.proxyBefore(sendmail, "events.messages = on")) {
            deliver(proxy);
            sendmail.awaitNoSession(Until.SOON);
            assertJoined(ids(sendmail.log(), SENDMAIL), lines.texts());
            // Half of those lines.
            Until.soon(() -> proxy.events().size() == MAILS, () -> "events: " + proxy.events());
            assertThat(proxy.events()).allSatisfy(event -> assertThat(event)
                    .contains("\"dataset\":\"smtpward.message\"", "\"email\":{\"local_id\":\""));
        }
    }

    @Test
    void soAreThoseOfPostfix() throws Exception {
        try (var lines = new LoggedLines("org.smtpward.session");
                Postfix postfix = Postfix.start();
                RunningProxy proxy = RunningProxy.start(ProxyText.before(
                        postfix.address(),
                        "listeners = [ { name = smtp, address = \"127.0.0.1:0\", tls = off, proxy-protocol = on,"
                                + " trusted-proxies = [ \"127.0.0.1\" ] } ]",
                        "backend.source { address = any, allow-relay = true }"))) {
            deliver(proxy);
            postfix.awaitMessages(MAILS, Until.SOON);
            assertJoined(ids(postfix.log(), POSTFIX), lines.texts());
        }
    }

    private static void deliver(RunningProxy proxy) throws IOException {
        try (SmtpClient client = NamedClient.hello(proxy)) {
            for (int i = 0; i < MAILS; i++) {
                assertThat(NamedClient.deliver(client, "Subject: hello\r\n\r\ntext\r\n.\r\n"))
                        .startsWith("250 ");
            }
            client.command("QUIT");
        }
    }

    private static List<String> ids(List<String> log, Pattern line) {
        return log.stream()
                .map(line::matcher)
                .filter(Matcher::find)
                .map(found -> found.group(1))
                .toList();
    }

    private static void assertJoined(List<String> ids, List<String> lines) {
        assertThat(ids).hasSize(MAILS).doesNotHaveDuplicates();
        for (String id : ids) {
            assertThat(lines)
                    .filteredOn(line -> line.contains(id))
                    .singleElement()
                    .asString()
                    .startsWith("event=message session=")
                    .contains(" client=203.0.113.7:51234 listener=smtp result=accepted code=250 octets=27 tls=none")
                    .endsWith(" queue-id=" + id);
        }
    }
}
