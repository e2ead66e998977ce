package org.smtpward.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.smtpward.command.Cuts;
import org.smtpward.session.ClientHelloFacts;

/**
 * Server name and application protocols are those that {@link SlowClientHello} finds; the gate says the same to every way to cut
 * the octets, passes all of them on or none, and has an alert for nobody but TLS clients. The first octet of the input chooses how
 * the rest is cut.
 */
class ClientHelloFuzz {
    private static final int MAX_OCTETS = 16 * 1024;

    @FuzzTest
    void theGateReadsWhatIsThere(byte[] input) {
        if (input.length < 1) {
            return;
        }
        byte[] octets = Arrays.copyOfRange(input, 1, input.length);
        String text = new String(octets, ISO_8859_1);
        assertBodyIsRead(text);
        Optional<String> message = SlowClientHello.ofRecords(text);
        message.ifPresent(ClientHelloFuzz::assertBodyIsRead);

        Gate.Verdict whole = Gate.judge(List.of(octets));
        Gate.Verdict cut = Gate.judge(Cuts.atRandom(octets, new Random(input[0])));
        if (!cut.equals(whole)) {
            assertThat(cut).isEqualTo(whole);
        }
        Optional<ClientHelloFacts> facts = message.flatMap(SlowClientHello::read);
        if (octets.length <= MAX_OCTETS || whole.facts().isPresent()) {
            assertThat(whole.facts()).isEqualTo(facts);
        }
        boolean passes = facts.isPresent()
                && (facts.get().alpn().isEmpty() || facts.get().alpn().contains("smtp"));
        assertThat(whole.passedOn()).isEqualTo(passes ? text : "");
        assertThat(whole.toClient()).matches(text.matches("(?s)[\\x14-\\x17].*") ? "(?s).*" : "");
    }

    private static void assertBodyIsRead(String body) {
        Optional<ClientHelloFacts> found =
                ClientHello.read(Unpooled.copiedBuffer(body, ISO_8859_1)).map(ClientHello::facts);
        Optional<ClientHelloFacts> expected = SlowClientHello.read(body);
        if (!found.equals(expected)) {
            assertThat(found).isEqualTo(expected);
        }
    }
}
