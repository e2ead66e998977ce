package org.smtpward.bench.flood;

import java.io.IOException;
import org.smtpward.bench.client.Conversation;

/**
 * Replies of the backend as large as they may be (limits.reply-octets and reply-lines), which some clients read and some do
 * not; and larger ones, for which the session ends.
 */
record LargeReplies(int clients) implements Flood {
    private static final int AS_LARGE_AS_MAY_BE = 1_000_000;
    /** Of lines with 512 octets, as the sink has them. */
    private static final int MOST_OF_IT = 1_900 * 512;

    private static final int TOO_LARGE = 1_100_000;

    /** In all no more than a sink has memory for. */
    private static final int UNREAD = 5;

    @Override
    public String name() {
        return "replies of 1 MB, by %,d clients".formatted(clients);
    }

    @Override
    public void run(Arena arena) throws Exception {
        arena.start(clients, () -> {
            while (!arena.isOver()) {
                readAll(arena);
                askForMore(arena);
            }
        });
        arena.start(clients, () -> {
            Conversation conversation = arena.keep(Conversation.greeted(arena.server()));
            conversation.send(("HELP " + AS_LARGE_AS_MAY_BE + "\r\n").repeat(UNREAD));
            arena.got("asked for and not read", UNREAD);
        });
        arena.hold();
        arena.join();
    }

    private static void readAll(Arena arena) throws IOException {
        try (var conversation = Conversation.greeted(arena.server())) {
            conversation.send("HELP " + AS_LARGE_AS_MAY_BE + "\r\n");
            conversation.skip(MOST_OF_IT);
            conversation.expect("214");
            arena.got("1 MB read");
            conversation.quit();
        }
    }

    private static void askForMore(Arena arena) throws IOException {
        try (var conversation = Conversation.greeted(arena.server())) {
            conversation.send("HELP " + TOO_LARGE + "\r\n");
            arena.got(conversation.reply().substring(0, 3) + " for larger ones");
        }
    }
}
