package org.smtpward.bench.flood;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.smtpward.bench.client.Conversation;

/** One address connects as often as it can, keeps what it gets, and comes again at once when it is turned away. */
record Connections(int clients) implements Flood {
    private static final String FROM = "127.0.0.66";

    @Override
    public String name() {
        return "connections of one address, by %,d clients".formatted(clients);
    }

    @Override
    public void run(Arena arena) throws Exception {
        var refused = new CountDownLatch(1);
        arena.start(clients, () -> {
            while (!arena.isOver()) {
                connect(arena, refused);
            }
        });
        refused.await();
        arena.hold();
        arena.join();
    }

    private static void connect(Arena arena, CountDownLatch refused) {
        try {
            Conversation conversation = Conversation.connect(arena.server(), FROM);
            String code = conversation.reply().substring(0, 3);
            arena.got(code);
            if (code.equals("220")) {
                arena.keep(conversation);
            } else {
                conversation.close();
                refused.countDown();
            }
        } catch (IOException e) {
            arena.got("failed");
        }
    }
}
