package org.smtpward.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;

/** A client with a queue: sends each message until it has a 2yz for it; at random steps it does everything wrong that there is. */
final class StormClient {
    private static final Duration STALL = Duration.ofSeconds(4);
    private static final int MESSAGES_A_SESSION = 12;

    private final Keys keys;
    private final Journal journal;
    private final long seed;
    private final int port;
    private final Random random;
    private int message;
    private int attempt;

    StormClient(Keys keys, Journal journal, long seed, int port, int number) {
        this.keys = keys;
        this.journal = journal;
        this.seed = seed;
        this.port = port;
        this.random = new Random(seed * 41 + number);
    }

    /** @param queue gives the next message, or a negative number */
    void run(IntSupplier queue) {
        message = queue.getAsInt();
        while (message >= 0) {
            try (Wire wire = Wire.connect(port)) {
                converse(wire, queue);
            } catch (IOException e) {
                attempt++;
                journal.count("sessions that failed");
            }
        }
    }

    private void converse(Wire wire, IntSupplier queue) throws IOException {
        expect("220", wire.reply());
        hello(wire);
        if (random.nextInt(8) == 0 && ask(wire, "STARTTLS").startsWith("220")) {
            wire.startTls(keys.client(), true);
            hello(wire);
            journal.count("sessions in TLS");
        }
        for (int i = random.nextInt(MESSAGES_A_SESSION); i >= 0 && message >= 0; i--) {
            boolean last = i == 0;
            send(wire, last && random.nextBoolean());
            message = queue.getAsInt();
            attempt = 0;
        }
        journal.count("sessions that ended well");
        wire.say("QUIT\r\n");
        wire.reply();
    }

    private static void hello(Wire wire) throws IOException {
        expect("250", ask(wire, "EHLO client.example"));
    }

    private void send(Wire wire, boolean quits) throws IOException {
        var mail = new StormMessage(message, attempt);
        Optional<Plan> plan = Plan.of(seed, message, attempt);
        journal.count("attempts");
        boolean inGroup = plan.isEmpty() && random.nextInt(3) == 0;
        if (inGroup) {
            wire.say(mail.sender() + "\r\nRCPT TO:<b@example.test>\r\nDATA\r\n");
        } else {
            wire.say(mail.sender() + "\r\n");
        }
        misbehave(wire, plan, Step.MAIL_SENT);
        expect("250", wire.reply());
        next(wire, inGroup, "RCPT TO:<b@example.test>");
        misbehave(wire, plan, Step.RCPT_SENT);
        expect("250", wire.reply());
        next(wire, inGroup, "DATA");
        misbehave(wire, plan, Step.DATA_SENT);
        expect("354", wire.reply());
        String text = mail.text();
        int half = text.length() / 2;
        wire.say(text.substring(0, half));
        misbehave(wire, plan, Step.IN_MAIL_DATA);
        wire.say(text.substring(half));
        if (plan.isPresent() && plan.get().is(Side.CLIENT, Step.IN_ITS_REPLY)) {
            // A dot that is nearly the end.
            wire.say(".\r");
            misbehave(wire, plan, Step.IN_ITS_REPLY);
        }
        journal.onSentWhole(message);
        wire.say(quits ? ".\r\nQUIT\r\n" : ".\r\n");
        misbehave(wire, plan, Step.END_OF_MAIL_DATA);
        expect("250", wire.reply());
        journal.onAcknowledged(message);
    }

    private static void next(Wire wire, boolean inGroup, String command) throws IOException {
        if (!inGroup) {
            wire.say(command + "\r\n");
        }
    }

    /** Whatever it was, this session is over; a client that has only ended its side reads the reply to its mail first. */
    private void misbehave(Wire wire, Optional<Plan> plan, Step step) throws IOException {
        if (plan.isEmpty() || !plan.get().is(Side.CLIENT, step)) {
            return;
        }
        Fault fault = plan.get().fault();
        journal.count(plan.get().words());
        new Misdeed(fault, Side.CLIENT, step).commit(wire);
        if (fault == Fault.HALF_CLOSE && step == Step.END_OF_MAIL_DATA) {
            return;
        }
        if (fault == Fault.STALL) {
            LockSupport.parkNanos(STALL.toNanos());
        } else {
            wire.rest();
        }
        throw new IOException("it is over");
    }

    private static String ask(Wire wire, String command) throws IOException {
        wire.say(command + "\r\n");
        return wire.reply();
    }

    private static void expect(String code, String reply) throws IOException {
        if (!reply.startsWith(code)) {
            throw new IOException("expected " + code + ", but it was: " + reply);
        }
    }
}
