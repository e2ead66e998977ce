package org.smtpward.events;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.smtpward.session.ClientHelloFacts;
import org.smtpward.session.CloseCause;
import org.smtpward.session.SessionFacts;

class SessionLogTest {
    @Test
    void oneLinePerSession() {
        assertThat(logged(ASession.inTheClear(), CloseCause.QUIT))
                .containsExactly(
                        "event=session-closed session=k3v9-17 client=203.0.113.7:51234 listener=smtp cause=quit phase=clear"
                                + " tls=none");
    }

    @Test
    void anIpv6AddressIsInBracketsAndWhatTheClientSentIsNotThere() {
        var hello = new ClientHelloFacts(Optional.of("evil\r\nsession=forged"), List.of("\n"));
        assertThat(logged(ASession.insideTls("TLSv1.3", hello), CloseCause.CLIENT_CLOSED))
                .containsExactly(
                        "event=session-closed session=k3v9-18 client=[2001:db8::7]:51235 listener=smtp cause=client-closed"
                                + " phase=tls tls=TLSv1.3");
    }

    @Test
    void aVerifiedClientIsNamedAndCannotForgeAField() {
        var hello = new ClientHelloFacts(Optional.empty(), List.of());
        SessionFacts session = ASession.insideTls("TLSv1.3", hello).verified("CN=a\" cause=\"quit\n");
        assertThat(logged(session, CloseCause.CLIENT_CLOSED).getFirst())
                .endsWith(" tls=TLSv1.3 verified-client=\"CN=a' cause='quit\\x0a\"");
    }

    private static List<String> logged(SessionFacts session, CloseCause cause) {
        try (var lines = new LoggedLines("org.smtpward.session")) {
            new SessionLog().onClosed(session, cause);
            assertThat(lines.levels()).containsOnly(Level.INFO);
            return lines.texts();
        }
    }
}
