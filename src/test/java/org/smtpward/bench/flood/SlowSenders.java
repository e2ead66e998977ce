package org.smtpward.bench.flood;

import java.time.Duration;
import org.smtpward.bench.client.Conversation;

/** Mail data at one octet a second. In the end they end their message, and it must be taken: slow is not forbidden. */
record SlowSenders(int senders) implements Flood {
    private static final Duration BETWEEN_OCTETS = Duration.ofSeconds(1);

    @Override
    public String name() {
        return "slow senders: %,d".formatted(senders);
    }

    @Override
    public void run(Arena arena) throws Exception {
        arena.start(senders, () -> {
            try (var conversation = Conversation.greeted(arena.server())) {
                conversation.say("MAIL FROM:<slow@client.example>", "250");
                conversation.say("RCPT TO:<recipient@example.net>", "250");
                conversation.say("DATA", "354");
                do {
                    conversation.send("x");
                } while (!arena.isOverWithin(BETWEEN_OCTETS));
                conversation.send("\r\n.\r\n");
                conversation.expect("250");
                arena.got("250 in the end");
                conversation.quit();
            }
        });
        arena.hold();
        arena.join();
    }
}
