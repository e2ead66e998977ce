package org.smtpward.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Octets to command lines: each case in every way to cut it into segments. */
class CommandDecoderTest {
    private static final LineLimits LIMITS = new LineLimits(20, 30, 40);

    /** What comes in, what comes out, and why. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares cases
    record Case(String reason, String in, String... out) {
        @Override
        public String toString() {
            return reason;
        }
    }

    static List<Case> commands() {
        return List.of(
                new Case("a line", "NOOP x\r\n", "NOOP CRLF [NOOP x]"),
                new Case(
                        "LF ends a line, as for sendmail", "noop\nQuit\r\n", "NOOP BARE_LF [noop]", "QUIT CRLF [Quit]"),
                new Case("a group", "RSET\r\nDATA\r\n", "RSET CRLF [RSET]", "DATA CRLF [DATA]"),
                new Case("an empty line", "\r\n", "UNKNOWN CRLF []"),
                new Case("an empty line of LF", "\n\n", "UNKNOWN BARE_LF []", "UNKNOWN BARE_LF []"),
                new Case("CRs before CRLF belong to the line end", "NOOP \r\r\r\n", "NOOP CR_CRLF [NOOP ]"),
                new Case("a verb ends before them", "DATA\r\r\n", "DATA CR_CRLF [DATA]"),
                new Case("a CR ends nothing", "NOOP\rRSET\r\n", "UNKNOWN CRLF [NOOP\rRSET]"),
                new Case("a NUL ends nothing", "NOOP \0x\r\n", "NOOP CRLF [NOOP \0x]"),
                new Case("half a line is none", "NOOP\r"),
                new Case("half a line behind a whole one", "RSET\r\nNOOP", "RSET CRLF [RSET]"),
                new Case("at the limit with CRLF", "NOOP 6789012345678\r\n", "NOOP CRLF [NOOP 6789012345678]"),
                new Case("at the limit with LF", "NOOP 67890123456789\n", "NOOP BARE_LF [NOOP 67890123456789]"),
                new Case("one over the limit", "NOOP 67890123456789\r\n", "NOOP OVERSIZED [NOOP 67890123456789]"),
                new Case(
                        "one over the limit with LF", "NOOP 678901234567890\n", "NOOP OVERSIZED [NOOP 67890123456789]"),
                new Case("too long without end", "NOOP 6789012345678901", "NOOP OVERSIZED [NOOP 67890123456789]"),
                new Case(
                        "the tail is no command",
                        "NOOP 67890123456789MAIL FROM:<a>\r\nRSET\r\n",
                        "NOOP OVERSIZED [NOOP 67890123456789]",
                        "RSET CRLF [RSET]"),
                new Case(
                        "a tail of any length is drained",
                        "x".repeat(200) + "\r" + "y".repeat(200) + "\nRSET\n",
                        "UNKNOWN OVERSIZED [" + "x".repeat(19) + "]",
                        "RSET BARE_LF [RSET]"),
                new Case(
                        "two long lines are two",
                        "x".repeat(30) + "\n" + "y".repeat(30) + "\n",
                        "UNKNOWN OVERSIZED [" + "x".repeat(19) + "]",
                        "UNKNOWN OVERSIZED [" + "y".repeat(19) + "]"),
                new Case("MAIL has room for extensions", mail(28) + "\r\n", "MAIL CRLF [" + mail(28) + "]"),
                new Case("MAIL has a limit too", mail(29) + "\r\n", "MAIL OVERSIZED [" + mail(29) + "]"),
                new Case(
                        "RCPT is like MAIL",
                        "rcpt\t" + "x".repeat(23) + "\r\n",
                        "RCPT CRLF [rcpt\t" + "x".repeat(23) + "]"),
                new Case(
                        "MAIL: is not MAIL",
                        "MAIL:" + "x".repeat(20) + "\n",
                        "UNKNOWN OVERSIZED [MAIL:" + "x".repeat(14) + "]"),
                new Case(
                        "AUTH has more room",
                        "AUTH " + "x".repeat(33) + "\r\n",
                        "AUTH CRLF [AUTH " + "x".repeat(33) + "]"),
                new Case(
                        "AUTH has a limit too",
                        "AUTH " + "x".repeat(36),
                        "AUTH OVERSIZED [AUTH " + "x".repeat(34) + "]"));
    }

    private static String mail(int length) {
        return "MAIL " + "x".repeat(length - 5);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("commands")
    void oneResultForEveryWayToCutTheInput(Case one) {
        for (List<byte[]> segments : Cuts.of(octets(one.in))) {
            assertThat(decode(segments, false))
                    .as("cut into %d", segments.size())
                    .containsExactly(one.out);
        }
    }

    static List<Case> authResponses() {
        return List.of(
                new Case("a response is no command", "QUIT\r\n", "UNKNOWN CRLF [QUIT]"),
                new Case("an empty response", "\r\n", "UNKNOWN CRLF []"),
                new Case("at the limit", "x".repeat(38) + "\r\n", "UNKNOWN CRLF [" + "x".repeat(38) + "]"),
                new Case("over the limit", "x".repeat(39) + "\r\n", "UNKNOWN OVERSIZED [" + "x".repeat(39) + "]"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("authResponses")
    void oneResultForEveryWayToCutAnAuthResponse(Case one) {
        for (List<byte[]> segments : Cuts.of(octets(one.in))) {
            assertThat(decode(segments, true))
                    .as("cut into %d", segments.size())
                    .containsExactly(one.out);
        }
    }

    /** A sendmail without SASL reads 2,047 octets at a time and runs what follows as the next command. */
    @Test
    void whereAuthIsNotOfferedItHasNoMoreRoomThanMail() {
        var decoder = new CommandDecoder(LIMITS, Set.of());
        ByteBuf in = Unpooled.copiedBuffer("AUTH " + "x".repeat(33) + "\r\n", StandardCharsets.ISO_8859_1);
        assertThat(decoder.decode(in)).get().extracting(Command::ending).isEqualTo(Command.Ending.OVERSIZED);
    }

    /** The session looks at what is not a whole line yet, and keeps it. */
    @Test
    void whatIsNotAWholeLineStaysInTheInput() {
        var decoder = new CommandDecoder(LIMITS, Set.of());
        ByteBuf in = Unpooled.copiedBuffer("RSET\r\nNOO", StandardCharsets.ISO_8859_1);
        assertThat(decoder.decode(in)).isPresent();
        assertThat(decoder.decode(in)).isEmpty();
        assertThat(in.toString(StandardCharsets.ISO_8859_1)).isEqualTo("NOO");
    }

    @Test
    void aLongLineIsNotKept() {
        var decoder = new CommandDecoder(LIMITS, Set.of());
        ByteBuf in = Unpooled.copiedBuffer("x".repeat(100), StandardCharsets.ISO_8859_1);
        assertThat(decoder.decode(in)).isPresent();
        assertThat(decoder.decode(in)).isEmpty();
        assertThat(in.isReadable()).isFalse();
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static List<String> decode(List<byte[]> segments, boolean authResponses) {
        var decoder = new CommandDecoder(LIMITS, Set.of());
        decoder.onAuthOffered(true);
        var commands = new ArrayList<String>();
        ByteBuf in = Unpooled.buffer();
        for (byte[] segment : segments) {
            in.writeBytes(segment);
            boolean more = true;
            while (more) {
                Optional<Command> command = authResponses ? decoder.decodeAuthResponse(in) : decoder.decode(in);
                command.map(CommandDecoderTest::describe).ifPresent(commands::add);
                more = command.isPresent();
            }
            // Indices within the buffer may change between two calls.
            in.discardReadBytes();
        }
        return commands;
    }

    private static String describe(Command command) {
        String line = command.line().toString(StandardCharsets.ISO_8859_1);
        return "%s %s [%s]".formatted(command.verb(), command.ending(), line);
    }
}
