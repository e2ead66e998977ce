package org.smtpward.bench.flood;

import org.smtpward.bench.client.Conversation;

/** Thousands of commands in one go, again and again; every one must get its reply. */
record DeepPipelines(int clients, int depth) implements Flood {
    /** Fewer than limits.commands. */
    private static final int ROUNDS = 9;

    @Override
    public String name() {
        return "%,d commands in one go, by %,d clients".formatted(depth, clients);
    }

    @Override
    public void run(Arena arena) throws Exception {
        String group = "NOOP\r\nRSET\r\n".repeat(depth / 2);
        arena.start(clients, () -> {
            while (!arena.isOver()) {
                try (var conversation = Conversation.greeted(arena.server())) {
                    pipeline(arena, conversation, group);
                    conversation.quit();
                }
            }
        });
        arena.hold();
        arena.join();
    }

    private void pipeline(Arena arena, Conversation conversation, String group) throws Exception {
        for (int round = 0; round < ROUNDS && !arena.isOver(); round++) {
            // Replies must be read meanwhile, or both sides wait for each other.
            var sender = new java.util.concurrent.FutureTask<Void>(() -> {
                conversation.send(group);
                return null;
            });
            Thread.ofVirtual().start(sender);
            for (int i = 0; i < depth; i++) {
                conversation.expect("250");
            }
            sender.get();
            arena.got("250", depth);
        }
    }
}
