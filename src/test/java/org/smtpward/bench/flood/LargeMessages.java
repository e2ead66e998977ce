package org.smtpward.bench.flood;

import java.io.IOException;
import org.smtpward.bench.client.Conversation;
import org.smtpward.bench.client.Letter;

/** One client sends a message, far larger than memory, in TLS; others send such ones again and again, in the clear. */
record LargeMessages(long octets, int others) implements Flood {
    @Override
    public String name() {
        return "%,d MB in one message, and %d clients that begin such ones".formatted(octets / 1_000_000, others);
    }

    @Override
    public void run(Arena arena) throws Exception {
        Letter letter = Letter.of(octets);
        arena.start(others, () -> {
            Conversation conversation = arena.keep(Conversation.greeted(arena.server()));
            try {
                conversation.mail(letter, arena.ledger());
                arena.got("250 in the clear");
            } catch (IOException e) {
                arena.got("broken off by us");
            }
        });
        try (var conversation = Conversation.secured(arena.server())) {
            conversation.mail(letter, arena.ledger());
            conversation.quit();
            arena.got("250 in TLS");
        }
        arena.hold();
        arena.join();
    }
}
