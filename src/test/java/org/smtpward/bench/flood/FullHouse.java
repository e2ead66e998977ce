package org.smtpward.bench.flood;

import org.smtpward.bench.client.Conversation;

/** Connections from many addresses, until there are as many as there may be (limits.connections), and more. */
record FullHouse(int addresses, int each) implements Flood {
    @Override
    public String name() {
        return "a full house: %,d connections from each of %,d addresses".formatted(each, addresses);
    }

    @Override
    public boolean isDoorShut() {
        return true;
    }

    @Override
    public void run(Arena arena) throws Exception {
        for (int address = 1; address <= addresses; address++) {
            String from = "127.0.2." + address;
            arena.start(1, () -> {
                for (int i = 0; i < each && !arena.isOver(); i++) {
                    Conversation conversation = Conversation.connect(arena.server(), from);
                    String code = conversation.reply().substring(0, 3);
                    arena.got(code);
                    if (code.equals("220")) {
                        arena.keep(conversation);
                    } else {
                        conversation.close();
                    }
                }
            });
        }
        arena.join();
        arena.hold();
    }
}
