package org.smtpward.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.smtpward.lab.LiveHost;
import org.smtpward.real.Until;

/** Clients on a live machine that deliver mail to its port 25 all the time; each accepted mail has to reach a mailbox once. */
final class MailLoad implements AutoCloseable {

    private final LiveHost host;
    private final Process clients;
    private final List<String> said = Collections.synchronizedList(new ArrayList<>());
    private final Thread reader;

    private MailLoad(LiveHost host, Process clients) {
        this.host = host;
        this.clients = clients;
        this.reader = Thread.ofPlatform()
                .daemon()
                .start(() -> clients.inputReader().lines().forEach(said::add));
    }

    static MailLoad start(LiveHost host) throws IOException {
        return new MailLoad(
                host,
                new ProcessBuilder(host.network()
                                .command(List.of(
                                        "python3",
                                        PackagedHost.script("mail-load.py").toString())))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start());
    }

    /** Waits until as many mails as that have been accepted from now on. */
    void awaitMails(int count) {
        int enough = accepted().size() + count;
        Until.soon(() -> accepted().size() >= enough, () -> count + " mails are accepted: " + tail());
    }

    /** Ends the clients, then looks for what was accepted; returns what would have been retried. */
    List<String> assertNothingIsLost() throws Exception {
        clients.getOutputStream().close();
        assertThat(clients.waitFor()).isZero();
        reader.join();
        assertThat(saidWith("failed")).isEmpty();
        List<String> accepted = accepted().stream().sorted().toList();
        Until.soon(
                () -> delivered().size() >= accepted.size(),
                () -> accepted.size() + " mails are delivered: " + delivered().size() + "; "
                        + host.shell("ls -la /var/mail; mailq | tail -n 3; tail -n 5 /var/log/mail.log")
                                .text());
        // A mail whose 250 was lost with a connection may be there, too: its sender brings it again.
        assertThat(delivered()).containsAll(accepted).doesNotHaveDuplicates();
        return saidWith("again");
    }

    private List<String> accepted() {
        return saidWith("accepted");
    }

    private List<String> saidWith(String word) {
        synchronized (said) {
            return PackagedHost.after(word, String.join("\n", said));
        }
    }

    private String tail() {
        synchronized (said) {
            return String.join("\n", said.subList(Math.max(0, said.size() - 5), said.size()));
        }
    }

    private List<String> delivered() {
        return PackagedHost.after("X-Load:", host.shell("cat /var/mail/anna").text());
    }

    @Override
    public void close() {
        clients.destroyForcibly();
        host.shell("rm -f /var/mail/anna");
    }
}
