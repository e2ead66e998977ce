package org.smtpward.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** Random conversations: nothing throws, nothing leaks, and the segments in which octets come make no difference. */
class EveryCutTest {
    private static final String[] CLIENT = {
        "NOOP",
        "RSET",
        "EHLO x",
        "HELO x",
        "MAIL FROM:<a@x>",
        "MAIL FROM:<a@x> SMTPUTF8",
        "RCPT TO:<b@y>",
        "DATA",
        "DATA",
        "AUTH LOGIN",
        "AUTH X",
        "*",
        "QUIT",
        ".",
        ".",
        "",
        "FOO",
        "GET / HTTP/1.1",
        "Host: x",
        "VRFY x",
        "STARTTLS x",
        "NOOP \\x01",
        "RCPT TO:<\\xfc@x>",
        "\\x20NOOP",
        "NOOP a\\rb",
        "NOOP\\nRSET",
        "a\\n.\\nb",
        "\\r",
        "\\x16\\x03\\x01",
        "\\0\\r\\n",
        "PLAIN " + "x".repeat(600)
    };
    private static final String[] BACKEND = {
        "250 ok",
        "250 ok",
        "250 ok",
        "250-x\\r\\n250-SMTPUTF8\\r\\n250 CHUNKING",
        "354 go",
        "354 go",
        "334 x",
        "235 ok",
        "503 no",
        "550 no",
        "403 4.7.0 TLS handshake.",
        "250 ok\\r\\n250 ok",
        "25",
        "hello"
    };

    @RepeatedTest(300)
    void theSegmentsMakeNoDifference(RepetitionInfo repetition) {
        String script = script(new Random(repetition.getCurrentRepetition()));
        String expected = transcript(Play.Manner.AS_WRITTEN, script);
        String cut = transcript(Play.Manner.CLIENT_OCTET_BY_OCTET, script);
        if (Stream.of("before its reply", "more than one command behind", "looks like")
                .anyMatch(expected::contains)) {
            // Of what ends a session and comes at once behind EHLO, DATA or AUTH not even that passes, else it does.
            assertThat(matches(cut)).as(script).isEqualTo(matches(expected));
        } else {
            assertThat(cut).as(script).isEqualTo(expected);
        }
        assertThat(transcript(Play.Manner.SLOW_PEERS, script)).as(script).isEqualTo(expected);
        // A reply too many may come before or after what the client said meanwhile, so this may end in another way.
        assertThat(transcript(Play.Manner.BACKEND_OCTET_BY_OCTET, script)).isNotEmpty();
    }

    private static String matches(String transcript) {
        return transcript.substring(transcript.indexOf("--- matches"), transcript.indexOf("], messages"));
    }

    private static String transcript(Play.Manner manner, String script) {
        var play = new Play(Stage.GREETED, manner);
        play.runCarelessly(script);
        return play.transcript();
    }

    private static String script(Random random) {
        var script = new StringBuilder();
        for (int turns = 1 + random.nextInt(12); turns > 0; turns--) {
            script.append("C raw: ").append(pick(CLIENT, random)).append("\\r\\n\n");
            for (int more = random.nextInt(3); more > 0; more--) {
                script.append("C+ raw: ").append(pick(CLIENT, random)).append("\\r\\n\n");
            }
            for (int replies = random.nextInt(4); replies > 0; replies--) {
                script.append("B raw: ").append(pick(BACKEND, random)).append("\\r\\n\n");
            }
        }
        return script.append(random.nextBoolean() ? "C end\n" : "B gone\n").toString();
    }

    private static String pick(String[] words, Random random) {
        return words[random.nextInt(words.length)];
    }
}
