package org.smtpward.bench.flood;

import java.io.IOException;
import org.smtpward.bench.client.Conversation;

/** Half of them send nonsense until they are put out, and come again; the others send NOOP without end and read no reply. */
record Commands(int clients) implements Flood {
    private static final int GROUP = 100;

    @Override
    public String name() {
        return "commands without end, by %,d clients".formatted(clients);
    }

    @Override
    public void run(Arena arena) throws Exception {
        arena.start(clients / 2, () -> {
            while (!arena.isOver()) {
                talkNonsense(arena);
            }
        });
        arena.start(clients - clients / 2, () -> sendAndNeverRead(arena));
        arena.hold();
        arena.join();
    }

    private static void talkNonsense(Arena arena) {
        try (var conversation = Conversation.greeted(arena.server())) {
            conversation.send("XYZZY\r\n".repeat(GROUP));
            conversation.awaitEnd();
            arena.got("put out for nonsense");
        } catch (IOException e) {
            // It was put out while it still sent.
            arena.got("put out for nonsense");
        }
    }

    private static void sendAndNeverRead(Arena arena) throws IOException {
        Conversation conversation = arena.keep(Conversation.greeted(arena.server()));
        String group = "NOOP\r\n".repeat(GROUP);
        try {
            while (!arena.isOver()) {
                conversation.send(group);
                arena.got("NOOPs sent without reading", GROUP);
            }
        } catch (IOException e) {
            // Nobody reads any more, until the flood is over and closes it.
            arena.got("NOOP senders that had to wait");
        }
    }
}
