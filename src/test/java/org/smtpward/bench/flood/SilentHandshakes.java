package org.smtpward.bench.flood;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.smtpward.bench.client.Conversation;

/** From several addresses: STARTTLS, the beginning of a ClientHello, and then nothing. Each takes a place of a handshake. */
record SilentHandshakes(int each) implements Flood {
    private static final List<String> FROM = List.of("127.0.0.66", "127.0.0.67", "127.0.0.68");

    /** Clients of one address at a time. */
    private static final int AT_A_TIME = 8;

    private static final Duration BEFORE_ANOTHER_TRY = Duration.ofMillis(50);

    /** Of a record with 512 octets, the first ones. */
    private static final String BEGINNING = "\u0016\u0003\u0001\u0002\u0000\u0001\u0000";

    @Override
    public String name() {
        return "handshakes that do not go on: %,d from each of %d addresses".formatted(each, FROM.size());
    }

    @Override
    public void run(Arena arena) throws Exception {
        for (String from : FROM) {
            arena.start(AT_A_TIME, () -> {
                for (int i = 0; i < each / AT_A_TIME && !arena.isOver(); i++) {
                    takePlace(arena, from);
                }
            });
        }
        arena.join();
        arena.hold();
    }

    private static void takePlace(Arena arena, String from) throws IOException, InterruptedException {
        Conversation conversation = arena.keep(Conversation.connect(arena.server(), from));
        while (!conversation.reply().startsWith("220")) {
            // Too fast for limits.connection-rate.
            arena.got("421");
            conversation.close();
            arena.isOverWithin(BEFORE_ANOTHER_TRY);
            conversation = arena.keep(Conversation.connect(arena.server(), from));
        }
        conversation.say("EHLO client.example", "250");
        conversation.send("STARTTLS\r\n");
        String code = conversation.reply().substring(0, 3);
        arena.got(code + " to STARTTLS");
        if (code.equals("220")) {
            conversation.send(BEGINNING);
        }
    }
}
