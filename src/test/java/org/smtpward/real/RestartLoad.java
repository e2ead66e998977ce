package org.smtpward.real;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Mail programs that send one mail after the other, each in its manner, and keep a record of what they were told. Whoever
 * hears 421 between two mails brings the second in a session of its own, as mail servers do.
 */
final class RestartLoad implements AutoCloseable {
    private static final int MAILS_OF_A_LONG_SESSION = 5;

    /** How a client sends its mails. */
    enum Manner {
        ONE_BY_ONE,
        /** The envelope in one segment, QUIT behind the end of mail data. */
        PIPELINED,
        STARTTLS,
        /** Several mails a session, which a restart may end between two of them. */
        LONG
    }

    private final Endpoint server;
    private final Path certificate;
    private final AtomicInteger sessions = new AtomicInteger();
    private final AtomicInteger toldToComeAgain = new AtomicInteger();
    private final Set<String> accepted = ConcurrentHashMap.newKeySet();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final List<Thread> clients = new ArrayList<>();
    private volatile boolean ending;

    RestartLoad(Endpoint server, Path certificate) {
        this.server = server;
        this.certificate = certificate;
    }

    /** One more client. */
    void add(Manner manner) {
        int number = clients.size();
        clients.add(Thread.ofVirtual().start(() -> {
            for (int session = 0; !ending; session++) {
                hold(manner, "mail-%d-%d".formatted(number, session));
            }
        }));
    }

    /** Sessions that ended as they should. */
    int sessions() {
        return sessions.get();
    }

    int toldToComeAgain() {
        return toldToComeAgain.get();
    }

    /** The mails for which there was a 250. */
    Set<String> accepted() {
        return Set.copyOf(accepted);
    }

    List<String> failures() {
        return List.copyOf(failures);
    }

    /** Lets the sessions end that are open. */
    void end() throws InterruptedException {
        ending = true;
        for (Thread client : clients) {
            client.join(Until.SOON);
        }
    }

    @Override
    public void close() throws InterruptedException {
        end();
    }

    private void hold(Manner manner, String name) {
        try (SmtpClient client = SmtpClient.connect(server)) {
            try {
                expect("220", client.reply());
                hello(client);
                switch (manner) {
                    case ONE_BY_ONE -> {
                        send(client, name);
                        quit(client);
                    }
                    case PIPELINED -> sendPipelined(client, name);
                    case STARTTLS -> {
                        client.startTls(certificate);
                        hello(client);
                        send(client, name);
                        quit(client);
                    }
                    case LONG -> sendSeveral(client, name);
                }
                sessions.incrementAndGet();
            } catch (Exception | AssertionError e) {
                failures.add("%s %s: %s; it had heard %s".formatted(manner, name, e, client.transcript()));
            }
        } catch (Exception e) {
            failures.add("%s %s: %s".formatted(manner, name, e));
        }
    }

    private static void hello(SmtpClient client) throws Exception {
        expect("250", client.command("EHLO client.test"));
    }

    private static void quit(SmtpClient client) throws Exception {
        expect("221", client.command("QUIT"));
    }

    private void send(SmtpClient client, String name) throws Exception {
        expect("250", client.command("MAIL FROM:<sender@client.test>"));
        sendTo(client, name);
    }

    private void sendTo(SmtpClient client, String name) throws Exception {
        expect("250", client.command("RCPT TO:<" + name + "@example.test>"));
        expect("354", client.command("DATA"));
        expect("250", client.command(mail(name)));
        accepted.add(name);
    }

    private void sendPipelined(SmtpClient client, String name) throws Exception {
        client.send("MAIL FROM:<sender@client.test>\r\nRCPT TO:<" + name + "@example.test>\r\nDATA\r\n");
        expect("250", client.reply());
        expect("250", client.reply());
        expect("354", client.reply());
        client.send(mail(name) + "\r\nQUIT\r\n");
        expect("250", client.reply());
        accepted.add(name);
        expect("221", client.reply());
    }

    private void sendSeveral(SmtpClient client, String name) throws Exception {
        send(client, name + "-0");
        for (int i = 1; i < MAILS_OF_A_LONG_SESSION; i++) {
            String reply = client.command("MAIL FROM:<sender@client.test>");
            if (reply.startsWith("421 4.3.2 ") && client.rest().isEmpty()) {
                toldToComeAgain.incrementAndGet();
                return;
            }
            expect("250", reply);
            sendTo(client, name + "-" + i);
        }
        quit(client);
    }

    private static String mail(String name) {
        return "Subject: " + name + "\r\n\r\n" + "some text\r\n".repeat(100) + ".";
    }

    private static void expect(String code, String reply) {
        if (!reply.startsWith(code)) {
            throw new AssertionError(code + " expected, not '" + reply.strip() + "'");
        }
    }
}
