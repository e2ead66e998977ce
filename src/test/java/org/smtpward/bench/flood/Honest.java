package org.smtpward.bench.flood;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.smtpward.bench.client.Conversation;
import org.smtpward.bench.client.Letter;
import org.smtpward.bench.load.Ledger;

/** What an honest client does, again and again, while others flood. */
interface Honest {
    /** So that it does not exceed what one address may do ({@code limits.connection-rate}). */
    Duration BETWEEN = Duration.ofMillis(10);

    /** Does it once. */
    void act() throws IOException;

    /** Does it that often; how long each took, in nanoseconds. */
    default Histogram act(int times) throws IOException {
        var nanos = new Histogram(3);
        for (int i = 0; i < times; i++) {
            LockSupport.parkNanos(BETWEEN.toNanos());
            long begin = System.nanoTime();
            act();
            nanos.recordValue(System.nanoTime() - begin);
        }
        return nanos;
    }

    /** A session for each message, with STARTTLS if it can be had: what mail servers do. It has an address of its own. */
    final class NewSessions implements Honest {
        private static final String FROM = "127.0.0.9";
        private static final Letter LETTER = Letter.of(4_000);

        private static final Duration BEFORE_COMING_AGAIN = Duration.ofMillis(100);
        private static final int TRIES = 300;

        private final InetSocketAddress server;
        private final Ledger ledger;
        private final boolean comesAgain;
        private long inTheClear;

        /** @param comesAgain when it is greeted with 421, and the mail is late; else it fails */
        NewSessions(InetSocketAddress server, Ledger ledger, boolean comesAgain) {
            this.server = server;
            this.ledger = ledger;
            this.comesAgain = comesAgain;
        }

        @Override
        public void act() throws IOException {
            for (int tries = 1; !isServed(comesAgain && tries < TRIES); tries++) {
                LockSupport.parkNanos(BEFORE_COMING_AGAIN.toNanos());
            }
        }

        private boolean isServed(boolean mayComeAgain) throws IOException {
            try (var conversation = Conversation.connect(server, FROM)) {
                String greeting = conversation.reply();
                if (mayComeAgain && greeting.startsWith("421")) {
                    return false;
                }
                if (!greeting.startsWith("220")) {
                    throw new IOException("not 220 but: " + greeting);
                }
                conversation.say("EHLO client.example", "250");
                secure(conversation);
                conversation.mail(LETTER, ledger);
                conversation.quit();
                return true;
            }
        }

        private void secure(Conversation conversation) throws IOException {
            conversation.send("STARTTLS\r\n");
            String reply = conversation.reply();
            if (reply.startsWith("454")) {
                inTheClear++;
            } else if (reply.startsWith("220")) {
                conversation.handshake();
                conversation.say("EHLO client.example", "250");
            } else {
                throw new IOException("neither 220 nor 454 but: " + reply);
            }
        }

        /** How often STARTTLS got 454. */
        long inTheClear() {
            return inTheClear;
        }
    }

    /** One message after the other in a session that is there already. */
    final class OpenSession implements Honest, AutoCloseable {
        private static final Letter LETTER = Letter.of(4_000);

        private final Conversation conversation;
        private final Ledger ledger;

        OpenSession(InetSocketAddress server, Ledger ledger) throws IOException {
            this.conversation = Conversation.secured(server);
            this.ledger = ledger;
        }

        @Override
        public void act() throws IOException {
            conversation.mail(LETTER, ledger);
        }

        @Override
        public void close() {
            conversation.close();
        }
    }
}
