package org.smtpward.events;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.smtpward.session.ClientHelloFacts;
import org.smtpward.session.MessageReport;
import org.smtpward.session.SessionFacts;

class MessageLogTest {
    @Test
    void oneLinePerMessage() {
        assertThat(logged(ASession.inTheClear(), AMessage.ACCEPTED))
                .containsExactly(
                        "event=message session=k3v9-17 client=203.0.113.7:51234 listener=smtp result=accepted code=250 octets=4711"
                                + " tls=none queue-id=6AUN9xyz012345");
    }

    @Test
    void withoutAQueueIdThereIsNoSuchField() {
        assertThat(logged(ASession.inTheClear(), AMessage.REFUSED))
                .containsExactly(
                        "event=message session=k3v9-17 client=203.0.113.7:51234 listener=smtp result=refused code=554 octets=12"
                                + " tls=none");
    }

    @Test
    void aClientThatWasGoneGotNoCode() {
        var hello = new ClientHelloFacts(Optional.of("evil\r\nsession=forged"), List.of("\n"));
        assertThat(logged(ASession.insideTls("TLSv1.3", hello).verified("CN=a"), AMessage.UNFINISHED))
                .containsExactly(
                        "event=message session=k3v9-18 client=[2001:db8::7]:51235 listener=smtp result=unfinished code=none octets=0"
                                + " tls=TLSv1.3");
    }

    private static List<String> logged(SessionFacts session, MessageReport message) {
        try (var lines = new LoggedLines("org.smtpward.session")) {
            new MessageLog().onMessage(session, message);
            assertThat(lines.levels()).containsOnly(Level.INFO);
            return lines.texts();
        }
    }
}
