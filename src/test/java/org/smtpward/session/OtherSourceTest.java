package org.smtpward.session;

import static org.smtpward.session.Dialogue.play;
import static org.smtpward.session.Stage.AFTER_EHLO;

import org.junit.jupiter.api.Test;

/**
 * A client whose certificate puts it into a class ({@code backend.source.classes}) gets another connection to the backend,
 * from the address of that class, before its next command; it does not hear of it.
 */
class OtherSourceTest {
    private static final Stage CLEAR = AFTER_EHLO.backendTls(BackendTls.NEVER).then("""
            C:  STARTTLS
            S:  220 2.0.0 Ready to start TLS
            othersource
            TLS
            reconnect
            """);

    private static final Stage MIRROR = AFTER_EHLO.then("""
            C:  STARTTLS
            >B: STARTTLS
            B:  220 2.0.0 Ready to start TLS
            BTLS
            S:  220 2.0.0 Ready to start TLS
            othersource
            TLS
            reconnect
            """);

    @Test
    void theClientsCommandWaitsForTheNewConnection() {
        play(CLEAR, """
                C:  EHLO client.example
                >B: nothing
                B:  220 mail.example ESMTP
                S:  nothing
                >B: EHLO client.example
                B:  250 mail.example
                S:  250 mail.example
                """);
    }

    @Test
    void ehloIsNeededAsBehindEveryHandshake() {
        play(CLEAR, """
                B:  220 mail.example ESMTP
                C:  MAIL FROM:<a@client.example>
                S:  503 5.5.1 Say EHLO first
                >B: nothing
                """);
    }

    @Test
    void aBackendThatRefusesTheNewAddressEndsTheSession() {
        play(CLEAR, """
                B:  554 mail.example Access denied
                S:  421 4.3.2 mail.example Service not available, try again later
                closed BACKEND_CLOSED
                """);
    }

    @Test
    void aBackendThatIsGoneEndsTheSession() {
        play(CLEAR, """
                B unreachable
                S:  421 4.3.2 mail.example Service not available, try again later
                closed BACKEND_UNREACHABLE
                """);
    }

    @Test
    void withMirrorTheNewConnectionGetsTlsFirst() {
        play(MIRROR, """
                B:  220 mail.example ESMTP
                >B: EHLO mail.example
                C:  EHLO client.example
                B:  250-mail.example
                B+: 250 STARTTLS
                >B: STARTTLS
                B:  220 2.0.0 Ready to start TLS
                S:  nothing
                BTLS
                >B: EHLO client.example
                B:  250 mail.example
                S:  250 mail.example
                """);
    }

    @Test
    void withMirrorNothingGoesOnInTheClear() {
        play(MIRROR, """
                B:  220 mail.example ESMTP
                >B: EHLO mail.example
                B:  250 mail.example
                trouble REFUSED the backend does not offer STARTTLS
                S:  421 4.3.2 mail.example Service not available, try again later
                closed BACKEND_TLS_FAILED
                """);
    }
}
