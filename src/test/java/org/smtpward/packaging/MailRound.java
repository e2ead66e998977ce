package org.smtpward.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smtpward.lab.Outside.CLIENT;
import static org.smtpward.lab.Outside.CLIENT_SIX;
import static org.smtpward.lab.Outside.LISTED;
import static org.smtpward.lab.Outside.SERVER;
import static org.smtpward.lab.Outside.SERVER_SIX;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.smtpward.lab.LiveHost;
import org.smtpward.lab.Outside;
import org.smtpward.lab.Outside.Letter;

/**
 * All kinds of mail that a mail host has, sent at one moment: from outside by IPv4 and IPv6 to a user, an alias, a virtusertable
 * entry and a mailertable domain, from a listed client, for strangers, submission with AUTH, and by the host's own programs.
 *
 * @param name of the moment, no blanks
 * @param seesClients whether sendmail sees the clients' own addresses
 */
record MailRound(LiveHost host, Outside outside, String name, boolean seesClients) {
    private static final Pattern BETWEEN_MESSAGES = Pattern.compile("(?m)^(?=From )");
    private static final String LOGIN = "alice@example.test:secret";

    /** Sends them and looks where they are then. */
    void send() {
        submitLocally();
        Map<String, String> replies = outside.send(letters());
        Stream.of("user", "alias", "virtual", "partner", "submission")
                .forEach(kind -> assertThat(replies.get(title(kind)))
                        .as(
                                "%s, of %s; %s",
                                kind,
                                replies,
                                host.shell("tail -n 30 /var/log/mail.log; journalctl -u smtpward -n 20 --no-pager")
                                        .text())
                        .startsWith("250 "));
        assertThat(replies.get(title("relay"))).startsWith("550 5.7.1").contains("Relaying denied");
        if (seesClients) {
            assertThat(replies.get(title("listed"))).startsWith("550 5.7.1").contains("listed at bl.test");
        } else {
            assertThat(replies.get(title("listed"))).startsWith("250 ");
        }
        assertThat(delivered("anna", "user")).contains("from client.sender.test (", address("", CLIENT));
        assertThat(delivered("anna", "alias")).contains(address("IPv6:", "2001:db8:0:0:0:0:0:10"));
        assertThat(delivered("bert", "virtual")).contains("Subject: " + title("virtual"));
        awaitOutside("<" + title("partner") + "@partner.test>");
        awaitOutside("<" + title("submission") + "@elsewhere.test>");
        awaitOutside("<" + title("local") + "@elsewhere.test>");
        assertThat(host.read("/var/log/mail.log").lines())
                .as("relay= of " + name)
                .anyMatch(line -> line.contains("msgid=<" + title("user")) && line.contains(address("", CLIENT)));
        assertThat(outside.accepted()).noneMatch(message -> message.contains(title("relay")));
    }

    /** Waits until the world outside has had more than {@code before} messages from cron, which sends one a minute. */
    void awaitCron(long before) {
        Patience.until(
                90,
                () -> fromCron() > before,
                () -> "mail from cron; "
                        + host.shell("tail -n 30 /var/log/mail.log").text());
    }

    /** The messages from cron so far. */
    long fromCron() {
        return outside.accepted().stream()
                .filter(message -> message.contains("<cron@elsewhere.test>"))
                .count();
    }

    private List<Letter> letters() {
        return List.of(
                new Letter(title("user"), CLIENT, SERVER, 25, "anna@example.test", ""),
                new Letter(title("alias"), CLIENT_SIX, SERVER_SIX, 25, "hotline@example.test", ""),
                new Letter(title("virtual"), CLIENT, SERVER, 25, "info@virtual.test", ""),
                new Letter(title("partner"), CLIENT, SERVER, 25, title("partner") + "@partner.test", ""),
                new Letter(title("relay"), CLIENT, SERVER, 25, "somebody@elsewhere.test", ""),
                new Letter(title("listed"), LISTED, SERVER, 25, "anna@example.test", ""),
                new Letter(title("submission"), CLIENT, SERVER, 587, title("submission") + "@elsewhere.test", LOGIN));
    }

    /** The sendmail command: submit.cf, and then SMTP to 127.0.0.1 port 25. */
    private void submitLocally() {
        host.run(
                "su",
                "-",
                "bert",
                "-c",
                "printf 'Subject: local\\n\\nHello.\\n' | /usr/sbin/sendmail " + title("local") + "@elsewhere.test");
    }

    private String title(String kind) {
        return name + "-" + kind;
    }

    private String address(String prefix, String client) {
        return "[" + (seesClients ? prefix + client : "127.25.25.25") + "]";
    }

    private String delivered(String user, String kind) {
        Patience.until(
                30,
                () -> find(user, kind).isPresent(),
                () -> title(kind) + " for " + user + "; "
                        + host.shell("tail -n 30 /var/log/mail.log").text());
        return find(user, kind).orElseThrow();
    }

    private Optional<String> find(String user, String kind) {
        return BETWEEN_MESSAGES
                .splitAsStream(host.shell("cat /var/mail/" + user).text())
                .filter(message -> message.contains("Message-ID: <" + title(kind) + "@"))
                .findFirst();
    }

    private void awaitOutside(String recipient) {
        Patience.until(
                30,
                () -> outside.accepted().stream().anyMatch(message -> message.contains(recipient)),
                () -> recipient + "; "
                        + host.shell("tail -n 30 /var/log/mail.log; mailq; mailq -Ac")
                                .text());
    }
}
