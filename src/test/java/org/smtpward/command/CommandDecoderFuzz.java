package org.smtpward.command;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import org.smtpward.command.SlowCommandLines.Line;

/**
 * {@link CommandDecoder} finds what {@link SlowCommandLines} does, whatever the segments. The first octet of the input chooses
 * (bit 0: AUTH is offered, bit 1: a verb of the site's own), the second how the rest is cut.
 */
class CommandDecoderFuzz {
    /** Short, so that lines often are too long. */
    private static final LineLimits LIMITS = new LineLimits(24, 40, 60);

    private static final Pattern ANSWER = Pattern.compile("\\*|[A-Za-z0-9+/]*=*[ \t]*");
    private static final Pattern AUTH =
            Pattern.compile("[ \t]*+[A-Za-z0-9_-]{0,20}+(?:[ \t]+[A-Za-z0-9+/]*=*[ \t]*)?", Pattern.DOTALL);

    @FuzzTest
    void everyLineIsFoundOnce(byte[] input) {
        if (input.length < 2) {
            return;
        }
        boolean authOffered = (input[0] & 1) != 0;
        Set<String> extraVerbs = (input[0] & 2) != 0 ? Set.of("XPASS") : Set.of();
        byte[] octets = Arrays.copyOfRange(input, 2, input.length);
        List<Line> expected = new SlowCommandLines(LIMITS, extraVerbs, authOffered).of(new String(octets, ISO_8859_1));
        for (List<byte[]> segments :
                List.of(List.of(octets), octetByOctet(octets), Cuts.atRandom(octets, new Random(input[1])))) {
            var decoder = new CommandDecoder(LIMITS, extraVerbs);
            decoder.onAuthOffered(authOffered);
            List<Line> found = lines(decoder, segments);
            if (!found.equals(expected)) {
                assertThat(found).isEqualTo(expected);
            }
        }
    }

    private static List<Line> lines(CommandDecoder decoder, List<byte[]> segments) {
        var lines = new ArrayList<Line>();
        ByteBuf in = Unpooled.buffer();
        boolean answer = false;
        for (byte[] segment : segments) {
            in.writeBytes(segment);
            Optional<Command> command = next(decoder, in, answer);
            while (command.isPresent()) {
                Command found = command.get();
                assertParts(found, answer);
                lines.add(new Line(found.verb(), found.line().toString(ISO_8859_1), found.ending()));
                answer = found.verb() == Verb.AUTH;
                command = next(decoder, in, answer);
            }
            assertThat(in.readableBytes()).as("octets that are kept").isLessThanOrEqualTo(LIMITS.authLine());
        }
        assertThat(in.refCnt()).isEqualTo(1);
        return lines;
    }

    private static Optional<Command> next(CommandDecoder decoder, ByteBuf in, boolean answer) {
        return answer ? decoder.decodeAuthResponse(in) : decoder.decode(in);
    }

    /** What can be asked of a line, against regular expressions. */
    private static void assertParts(Command command, boolean answer) {
        String line = command.line().toString(ISO_8859_1);
        if (answer) {
            assertSame(
                    SaslResponse.isWellFormed(command.line()),
                    ANSWER.matcher(line).matches(),
                    line);
            return;
        }
        String[] words = line.split("[ \t]", -1);
        if (command.verb() != Verb.UNKNOWN) {
            String rest = line.substring(words[0].length());
            assertSame(command.hasArgument(), !rest.replaceAll("[ \t]", "").isEmpty(), line);
        }
        boolean utf8 = Arrays.stream(words).skip(1).anyMatch("SMTPUTF8"::equalsIgnoreCase);
        assertSame(command.hasWord("SMTPUTF8"), utf8, line);
        if (command.verb() == Verb.AUTH) {
            boolean wellFormed = AUTH.matcher(line.substring("AUTH".length())).matches();
            assertSame(SaslResponse.isWellFormedCommand(command.line()), wellFormed, line);
        }
    }

    private static void assertSame(boolean found, boolean expected, String line) {
        if (found != expected) {
            assertThat(found).as(line).isEqualTo(expected);
        }
    }

    private static List<byte[]> octetByOctet(byte[] octets) {
        var segments = new ArrayList<byte[]>();
        for (byte octet : octets) {
            segments.add(new byte[] {octet});
        }
        return segments;
    }
}
