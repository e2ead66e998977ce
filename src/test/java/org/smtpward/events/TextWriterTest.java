package org.smtpward.events;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.smtpward.policy.Action;
import org.smtpward.policy.Phase;
import org.smtpward.policy.RuleId;
import org.smtpward.policy.RuleMatch;
import org.smtpward.session.ClientHelloFacts;

class TextWriterTest {
    private final TextWriter writer = new TextWriter();

    @Test
    void aBlockedRequestInTheClear() {
        assertThat(line(AnEvent.of(RuleId.FOREIGN_PROTOCOL, Action.BLOCK)))
                .isEqualTo("2026-03-01T12:00:00.120Z blocked rule=foreign-protocol advisory=CVE-2021-3618"
                        + " client=203.0.113.7:51234 session=k3v9-17 listener=smtp phase=clear why=\"why\""
                        + " preview=\"GET / HTTP/1.1\"\n");
    }

    @Test
    void insideTlsWithEverythingThatIsKnown() {
        var hello = new ClientHelloFacts(Optional.of("mx.example"), List.of("smtp", "h2"));
        RuleEvent event = RuleEvent.of(
                Instant.parse("2026-03-01T12:00:00Z"),
                ASession.insideTls("TLSv1.3", hello).verified("CN=a"),
                new RuleMatch(RuleId.NUL_IN_DATA, Action.EXEMPT, Phase.TLS, "a NUL", ""));
        assertThat(line(event))
                .isEqualTo("2026-03-01T12:00:00.000Z exempted rule=nul-in-data advisory=CVE-2023-51765"
                        + " client=[2001:db8::7]:51235 session=k3v9-18 listener=smtp phase=tls why=\"a NUL\" tls=1.3"
                        + " sni=\"mx.example\" alpn=\"smtp,h2\" verified-client=\"CN=a\"\n");
    }

    @Test
    void aMessageInTlsAndOneInTheClear() {
        var hello = new ClientHelloFacts(Optional.empty(), List.of());
        assertThat(line(AMessage.of(ASession.insideTls("TLSv1.3", hello), AMessage.ACCEPTED)))
                .isEqualTo("2026-03-01T12:00:00.120Z message client=[2001:db8::7]:51235 session=k3v9-18 listener=smtp"
                        + " result=accepted code=250 octets=4711 tls=1.3 queue-id=6AUN9xyz012345\n");
        assertThat(line(AMessage.of(ASession.inTheClear(), AMessage.UNFINISHED)))
                .isEqualTo("2026-03-01T12:00:00.120Z message client=203.0.113.7:51234 session=k3v9-17 listener=smtp"
                        + " result=unfinished code=none octets=0\n");
    }

    /** Every octet that there is: no line feed, and no quote but those that are ours. */
    @Test
    void noOctetOfAPeerLeavesItsQuotes() {
        var octets = new byte[256];
        for (int i = 0; i < octets.length; i++) {
            octets[i] = (byte) i;
        }
        String line = line(AnEvent.hostile(new String(octets, ISO_8859_1), "x\" client=192.0.2.1:1 \\\""));
        assertThat(line).endsWith("\n").hasLineCount(1).matches("[ -~]*\n");
        assertThat(line.chars().filter(octet -> octet == '"')).hasSize(2 * 4);
        assertThat(line).contains("preview=\"x\\x22 client=192.0.2.1:1 \\\\x22\"\n");
    }

    private String line(Event event) {
        return new String(writer.line(event), US_ASCII);
    }
}
