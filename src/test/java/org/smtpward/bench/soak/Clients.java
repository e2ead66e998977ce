package org.smtpward.bench.soak;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.HdrHistogram.Recorder;
import org.smtpward.bench.client.Conversation;
import org.smtpward.bench.client.Letter;
import org.smtpward.bench.load.Ledger;

/** Who comes during a soak: about what a mail server sees, attackers included, at a pace that costs a quarter of a core. */
final class Clients {
    private static final Letter SMALL = Letter.of(4_000);
    private static final Letter BIG = Letter.of(5_000_000);
    private static final int LONG_SESSION = 100;
    private static final int UNKNOWN_COMMANDS = 12;

    private final InetSocketAddress server;
    private final Course course;
    private final Ledger ledger;
    /** Of messages that nobody ever ends. */
    private final Ledger brokenOff = new Ledger();

    private final Recorder latency = new Recorder(3);
    private final AtomicInteger attacks = new AtomicInteger();
    private final AtomicInteger breaks = new AtomicInteger();

    Clients(InetSocketAddress server, Course course, Ledger ledger) {
        this.server = server;
        this.course = course;
        this.ledger = ledger;
    }

    void start(int idle) {
        course.start("small mail", 2, Duration.ofMillis(400), this::smallMail);
        course.start("long session", 1, Duration.ofSeconds(2), this::longSession);
        course.start("big mail", 1, Duration.ofSeconds(20), this::bigMail);
        course.start("idle session", idle, Duration.ofSeconds(2), this::idle);
        course.start("broken off", 1, Duration.ofSeconds(2), this::breakOff);
        course.start("attack", 1, Duration.ofSeconds(2), this::attack);
    }

    /** How long sessions with one small message took, from connecting to the reply to QUIT, in nanoseconds. */
    Recorder latency() {
        return latency;
    }

    private void smallMail() throws IOException {
        long begin = System.nanoTime();
        try (var conversation = Conversation.secured(server)) {
            conversation.mail(SMALL, ledger);
            conversation.quit();
        }
        latency.recordValue(System.nanoTime() - begin);
    }

    private void longSession() throws IOException, InterruptedException {
        try (var conversation = Conversation.secured(server)) {
            for (int i = 0; i < LONG_SESSION && !course.isOverWithin(Duration.ofMillis(100)); i++) {
                conversation.send("NOOP\r\nRSET\r\nNOOP\r\n");
                conversation.expect("250");
                conversation.expect("250");
                conversation.expect("250");
                conversation.mail(SMALL, ledger);
            }
            conversation.quit();
        }
    }

    private void bigMail() throws IOException {
        try (var conversation = Conversation.secured(server)) {
            conversation.mail(BIG, ledger);
            conversation.quit();
        }
    }

    private void idle() throws IOException, InterruptedException {
        try (var conversation = Conversation.secured(server)) {
            boolean over = course.isOverWithin(Course.about(Duration.ofSeconds(60)));
            conversation.say("NOOP", "250");
            if (over || breaks.get() % 2 == 0) {
                conversation.quit();
            }
        }
    }

    private void breakOff() throws IOException {
        switch (breaks.getAndIncrement() % 5) {
            case 0 -> Conversation.connect(server).breakOff();
            case 1 -> Conversation.greeted(server).breakOff();
            case 2 -> {
                try (var conversation = Conversation.greeted(server)) {
                    conversation.say("STARTTLS", "220");
                    // A record of 512 octets, of which five come.
                    conversation.send("\u0016\u0003\u0001\u0002\u0000\u0001\u0000");
                    conversation.breakOff();
                }
            }
            case 3 -> {
                try (var conversation = Conversation.secured(server)) {
                    conversation.send("MAIL FROM:<a@client.example>\r\nRCPT TO:<b@example.net>\r\n");
                }
            }
            default -> {
                try (var conversation = Conversation.secured(server)) {
                    conversation.halfMail(SMALL, brokenOff);
                }
            }
        }
    }

    /** Each of them is to end with the connection. */
    private void attack() throws IOException {
        switch (attacks.getAndIncrement() % 4) {
            case 0 -> {
                try (var conversation = Conversation.connect(server)) {
                    conversation.send("POST / HTTP/1.1\r\nHost: mail.example.test\r\n\r\nMAIL FROM:<a@b.example>\r\n");
                    conversation.awaitEnd();
                }
            }
            case 1 -> {
                try (var conversation = Conversation.greeted(server)) {
                    conversation.send("STARTTLS\r\nMAIL FROM:<evil@client.example>\r\n");
                    conversation.awaitEnd();
                }
            }
            case 2 -> {
                try (var conversation = Conversation.secured(server)) {
                    for (int i = 0; i < UNKNOWN_COMMANDS; i++) {
                        conversation.send("XYZZY " + i + "\r\n");
                    }
                    conversation.awaitEnd();
                } catch (java.net.SocketException e) {
                    // It ended while we still sent.
                    return;
                }
            }
            default -> {
                try (var conversation = Conversation.greeted(server)) {
                    conversation.startTls("h2", "http/1.1");
                    conversation.awaitEnd();
                } catch (javax.net.ssl.SSLException e) {
                    // An alert is what is due.
                    return;
                }
            }
        }
    }
}
