package org.smtpward.reply;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The replies that we originate. */
class ReplyTest {
    /** All of them, with the longest host name there is. */
    static Stream<Reply> all() {
        return Arrays.stream(Reply.class.getDeclaredMethods())
                .filter(method -> Modifier.isStatic(method.getModifiers()) && method.getReturnType() == Reply.class)
                .map(ReplyTest::call);
    }

    private static Reply call(Method factory) {
        try {
            if (factory.getName().equals("withoutEcho")) {
                return Reply.withoutEcho(250, "2.1.0", "Sender");
            }
            var arguments = new Object[factory.getParameterCount()];
            Arrays.fill(arguments, "h".repeat(254));
            return (Reply) factory.invoke(null, arguments);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new LinkageError(factory.getName(), e);
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void isOneLineOfPrintableAsciiWithinTheLimit(Reply reply) {
        String line = encode(reply);
        assertThat(line).endsWith("\r\n").matches("[ -~]+\r\n");
        // RFC 5321 §4.5.3.1.5; only rejectingOpenProxy has two arguments.
        assertThat(line.length()).isLessThanOrEqualTo(reply.text().contains("open proxy") ? 600 : 512);
    }

    /** RFC 3463 §2: the class of the enhanced status code is that of the code. */
    @ParameterizedTest
    @MethodSource("all")
    void itsEnhancedStatusCodeFitsItsCode(Reply reply) {
        assertThat(reply.code()).isBetween(200, 599);
        assertThat(reply.enhanced()).matches("[245]\\.\\d{1,3}\\.\\d{1,3}");
        assertThat(reply.enhanced().charAt(0)).isEqualTo((char) ('0' + reply.code() / 100));
    }

    @Test
    void insteadOfAnEchoTheTextSaysHowItWent() {
        assertThat(encode(Reply.withoutEcho(250, "2.1.0", "Sender"))).isEqualTo("250 2.1.0 Sender ok\r\n");
        assertThat(encode(Reply.withoutEcho(451, "", "Recipient")))
                .isEqualTo("451 Recipient not accepted, try again later\r\n");
        assertThat(encode(Reply.withoutEcho(553, "5.1.3", "Sender"))).isEqualTo("553 5.1.3 Sender not accepted\r\n");
    }

    @Test
    void withoutEnhancedStatusCodeThereIsOneBlank() {
        assertThat(encode(new Reply(220, "", "hello"))).isEqualTo("220 hello\r\n");
    }

    private static String encode(Reply reply) {
        ByteBuf octets = reply.encode(UnpooledByteBufAllocator.DEFAULT);
        try {
            return octets.toString(StandardCharsets.ISO_8859_1);
        } finally {
            octets.release();
        }
    }
}
