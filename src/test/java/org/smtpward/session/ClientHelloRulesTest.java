package org.smtpward.session;

import static org.smtpward.session.Dialogue.play;
import static org.smtpward.session.Stage.CONNECTED;
import static org.smtpward.session.Stage.HANDSHAKING;

import org.junit.jupiter.api.Test;
import org.smtpward.policy.Mode;
import org.smtpward.policy.RuleId;

/** Strict ALPN (RFC 7301 §3.2) and SNI (RFC 6066 §3): what ends browser ALPACA. */
class ClientHelloRulesTest {
    @Test
    void aClientWithoutAlpnPasses() {
        play(HANDSHAKING, """
                hello
                TLS
                """);
    }

    @Test
    void aClientThatOffersSmtpAmongOthersPasses() {
        play(HANDSHAKING, """
                hello alpn=h2,esmtp sni=mail.example
                TLS
                """);
    }

    @Test
    void aBrowserIsRefused() {
        play(HANDSHAKING, """
                hello alpn=h2,http/1.1 sni=mail.example NO_APPLICATION_PROTOCOL
                event alpn block offers application protocols, but none of SMTP's
                S:  nothing
                closed BLOCKED
                """);
    }

    @Test
    void aBrowserIsRefusedWithImplicitTlsToo() {
        play(CONNECTED.implicitTls(), """
                hello alpn=http/1.1 NO_APPLICATION_PROTOCOL
                event alpn block *
                closed BLOCKED
                """);
    }

    @Test
    void protocolNamesAreComparedOctetByOctet() {
        play(HANDSHAKING, """
                hello alpn=SMTP NO_APPLICATION_PROTOCOL
                event alpn block *
                closed BLOCKED
                """);
    }

    @Test
    void inMonitorModeABrowserPassesAndIsReported() {
        play(HANDSHAKING.with(RuleId.ALPN, Mode.MONITOR), """
                hello alpn=h2
                event alpn monitor *
                TLS
                """);
    }

    @Test
    void inOffModeABrowserPassesInSilence() {
        play(HANDSHAKING.with(RuleId.ALPN, Mode.OFF), """
                hello alpn=h2
                TLS
                """);
    }

    /** By default names are only watched: certificates often lack one that clients use. */
    @Test
    void anUncoveredNamePassesAndIsReported() {
        play(HANDSHAKING, """
                hello sni=shop.example uncovered
                event sni monitor asks for a name that no certificate covers
                TLS
                """);
    }

    @Test
    void anUncoveredNameIsRefusedWhenEnforced() {
        play(HANDSHAKING.with(RuleId.SNI, Mode.ENFORCE), """
                hello sni=shop.example uncovered UNRECOGNIZED_NAME
                event sni block asks for a name that no certificate covers
                S:  nothing
                closed BLOCKED
                """);
    }

    @Test
    void inOffModeAnUncoveredNamePassesInSilence() {
        play(HANDSHAKING.with(RuleId.SNI, Mode.OFF), """
                hello sni=shop.example uncovered
                TLS
                """);
    }

    @Test
    void aCoveredNameAndNoNamePass() {
        play(HANDSHAKING.with(RuleId.SNI, Mode.ENFORCE), """
                hello sni=mail.example
                TLS
                """);
        play(HANDSHAKING.with(RuleId.SNI, Mode.ENFORCE), """
                hello
                TLS
                """);
    }
}
