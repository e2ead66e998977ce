package org.smtpward.real;

import java.io.IOException;
import org.smtpward.lab.Sendmail;

/** A client elsewhere, as a load balancer on this machine names it to smtpward. */
final class NamedClient {
    static final String ADDRESS = "203.0.113.7";
    static final int PORT = 51234;

    private NamedClient() {}

    /** Before {@code sendmail}, which sees 127.0.0.2. */
    static RunningProxy proxyBefore(Sendmail sendmail, String... changes) throws Exception {
        String[] all = new String[changes.length + 1];
        all[0] = """
                listeners = [ { name = smtp, address = "127.0.0.1:0", tls = starttls
                  proxy-protocol = on, trusted-proxies = [ "127.0.0.1" ] } ]
                smtpward { proxy.hostname = mx.example.com, backend.source.address = "127.0.0.2" }""";
        System.arraycopy(changes, 0, all, 1, changes.length);
        return RunningProxy.before(sendmail, all);
    }

    /** Has said EHLO. */
    static SmtpClient hello(RunningProxy proxy) throws IOException {
        SmtpClient client = SmtpClient.connect(proxy.endpoint());
        client.command("PROXY TCP4 " + ADDRESS + " 198.51.100.25 " + PORT + " 25");
        client.command("EHLO client.test");
        return client;
    }

    /** Sends {@code data}, which has the end of mail data too; the reply to it. */
    static String deliver(SmtpClient client, String data) throws IOException {
        client.command("MAIL FROM:<Sender@client.test>");
        client.command("RCPT TO:<bob@example.test>");
        client.command("DATA");
        client.send(data);
        return client.reply();
    }
}
