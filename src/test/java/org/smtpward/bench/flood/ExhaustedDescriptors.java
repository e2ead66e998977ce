package org.smtpward.bench.flood;

import java.util.ArrayList;
import java.util.List;
import org.smtpward.bench.client.Conversation;

/** More connections than the process may have open files, that stay. */
record ExhaustedDescriptors(int connections) implements Flood {
    @Override
    public String name() {
        return "exhausted descriptors, by %,d connections".formatted(connections);
    }

    @Override
    public boolean isDoorShut() {
        return true;
    }

    @Override
    public void run(Arena arena) throws Exception {
        List<Conversation> all = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            // The kernel accepts it, whether smtpward does or not.
            all.add(arena.keep(Conversation.connect(arena.server())));
        }
        arena.awaitEnough();
        for (Conversation conversation : all) {
            arena.got(conversation.hasHeard() ? conversation.reply().substring(0, 3) : "not accepted");
        }
        arena.end();
    }
}
