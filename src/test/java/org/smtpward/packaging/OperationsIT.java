package org.smtpward.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.smtpward.lab.LiveHost;
import org.smtpward.lab.NetworkHost.Output;
import org.smtpward.lab.Outside;
import org.smtpward.lab.Outside.Trickled;
import org.smtpward.lab.RealParts;
import org.smtpward.packaging.Walk.Command;

/**
 * docs/operations.md, walked on a live machine: each command of each step in the order written, then each way back from the last to
 * the first. Mail goes on before, during and after each step, and nothing that was accepted is lost.
 */
@RealParts
class OperationsIT {
    /** A log has a line a moment after what it tells of. */
    private static final Pattern LOGS = Pattern.compile("^(journalctl|tail) ");

    private static final int STEPS = 6;
    private static final int SWAP = 4;
    /** Of connections refused at one time: twice what Debian's init script needs on a machine at load 25. */
    private static final long LONGEST_GAP_MILLIS = 10_000;

    private final Walk walk = Walk.read();
    private LiveHost host;
    private Outside outside;

    @BeforeEach
    void boot() {
        host = LiveHost.boot();
        outside = Outside.around(host);
        Path deb = Release.made().only(".deb");
        host.copy(deb, "/root/" + deb.getFileName());
        host.write("/etc/cron.d/lab", "MAILTO=cron@elsewhere.test\n* * * * * root echo from cron\n");
    }

    @AfterEach
    void end() {
        if (outside != null) {
            outside.close();
        }
        if (host != null) {
            host.close();
        }
    }

    @Test
    void transparentThereAndBack() {
        thereAndBack("transparent");
    }

    @Test
    void fixedThereAndBack() {
        thereAndBack("fixed");
    }

    private void thereAndBack(String way) {
        String before = state();
        round(way, "before", 0);
        long fromCron = 0;
        for (int step = 1; step <= STEPS; step++) {
            walk(way, step, false);
            MailRound round = round(way, "after-" + step, step);
            if (step == SWAP) {
                fromCron = round.fromCron();
                attackIs("monitor");
            }
        }
        attackIs("block");
        new MailRound(host, outside, way, way.equals("transparent")).awaitCron(fromCron);
        for (int step = STEPS; step >= 1; step--) {
            walk(way, step, true);
            round(way, "back-" + step, step - 1);
        }
        assertThat(state()).isEqualTo(before);
    }

    /** @param done the steps that are in force */
    private MailRound round(String way, String moment, int done) {
        MailRound round = new MailRound(host, outside, way + "-" + moment, done < SWAP || way.equals("transparent"));
        round.send();
        return round;
    }

    /** A browser's request to port 25, and the action that smtpward counts for it. */
    private void attackIs(String action) {
        outside.network()
                .tryRun(
                        "bash",
                        "-c",
                        "exec 3<>/dev/tcp/" + Outside.SERVER + "/25 && read -r greeting <&3"
                                + " && printf 'GET / HTTP/1.0\\r\\n\\r\\n' >&3 && cat <&3");
        Pattern counted = Pattern.compile("(?m)^smtpward_rule_matches_total\\{action=\"" + action
                + "\",.*rule=\"foreign-protocol\".* [1-9][0-9.]*$");
        String metrics = "curl -sS http://127.0.0.1:9125/metrics";
        Patience.until(
                10,
                () -> counted.matcher(host.shell(metrics).text()).find(),
                () -> action + ": "
                        + host.shell(metrics + " | grep smtpward_rule_matches_total")
                                .text());
    }

    private void walk(String way, int step, boolean back) {
        String name = way + "-" + step + (back ? "-back" : "");
        Outside.Trickle mail = outside.trickle(name);
        walk.commands(way, step, back).forEach(this::type);
        Trickled trickled = mail.stop();
        assertThat(trickled.refusedMillis()).as("gap of " + name).isLessThan(LONGEST_GAP_MILLIS);
        Patience.until(
                30,
                () -> host.shell("cat /var/mail/anna")
                        .text()
                        .lines()
                        .filter(line -> line.startsWith("Subject: " + name + "-"))
                        .map(line -> line.substring("Subject: ".length()))
                        .toList()
                        .containsAll(trickled.accepted()),
                () -> "all of " + trickled);
    }

    private void type(Command command) {
        if (LOGS.matcher(command.text()).find()) {
            Patience.until(30, () -> isAsTold(command, host.shell(command.text())), () -> told(command, "log"));
        } else {
            Output output = host.shell(command.text());
            assertThat(isAsTold(command, output))
                    .as(() -> told(command, output.toString()))
                    .isTrue();
        }
    }

    private static boolean isAsTold(Command command, Output output) {
        return output.exitCode() == 0
                && command.shown().stream().allMatch(text -> output.text().contains(text))
                && command.hidden().stream().noneMatch(text -> output.text().contains(text));
    }

    private String told(Command command, String output) {
        return "%s%nsays %s%nshell: %s"
                .formatted(
                        command,
                        output,
                        host.shell("journalctl --no-pager -n 40; tail -n 20 /var/log/mail.log")
                                .text());
    }

    /** What an administrator would compare: ports, configuration, services, rules of the network. */
    private String state() {
        return host.run(
                "sh",
                "-ec",
                "ss -ltnH | awk '{ print $4 }' | sort; cat /etc/mail/sendmail.cf /etc/mail/access;"
                        + " systemctl list-unit-files --state=enabled --no-legend; systemctl --failed --no-legend; ip rule; ip -6 rule;"
                        + " nft list ruleset");
    }
}
