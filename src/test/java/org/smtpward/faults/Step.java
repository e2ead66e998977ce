package org.smtpward.faults;

import java.util.Arrays;

/**
 * Where a session stands when something goes wrong: each state of a session and, within it, whose turn it is and how much of a
 * reply is there.
 */
enum Step {
    CONNECTING("before the connection to the backend", Setting.FULL, "", ""),
    BEFORE_GREETING("before the greeting", Setting.CLEAR, "220 mail.example.test ESMTP\r\n", ""),
    IN_GREETING("in the greeting", Setting.CLEAR, "ple.test\r\n220 ESMTP\r\n", ""),
    GREETED("after the greeting", Setting.CLEAR, "", "EHLO client.example\r\n"),
    EHLO_SENT("EHLO sent", Setting.CLEAR, "250-mail.example.test\r\n250 PIPELINING\r\n", ""),
    IN_EHLO_REPLY("in the reply to EHLO", Setting.CLEAR, "LINING\r\n250 HELP\r\n", ""),
    BETWEEN_COMMANDS("between commands", Setting.CLEAR, "", "NOOP\r\n"),
    MAIL_SENT("MAIL sent", Setting.CLEAR, "250 2.1.0 ok\r\n", ""),
    RCPT_SENT("RCPT sent", Setting.CLEAR, "250 2.1.5 ok\r\n", ""),
    DATA_SENT("DATA sent", Setting.CLEAR, "354 go ahead\r\n", ""),
    IN_MAIL_DATA("in mail data", Setting.CLEAR, "", "the rest\r\n.\r\n"),
    END_OF_MAIL_DATA("end of mail data sent", Setting.CLEAR, "250 2.0.0 accepted\r\n", ""),
    IN_ITS_REPLY("in the reply to mail data", Setting.CLEAR, "epted\r\n250 2.0.0 as 1\r\n", ""),
    AFTER_MAIL("after an accepted mail", Setting.CLEAR, "", "NOOP\r\n"),
    AUTH_CHALLENGE("after a challenge of AUTH", Setting.CLEAR, "", "YWxpY2U=\r\n"),
    AUTH_ANSWERED("AUTH answered", Setting.CLEAR, "535 5.7.0 no\r\n", ""),
    QUIT_SENT("QUIT sent", Setting.CLEAR, "221 2.0.0 bye\r\n", ""),
    STARTTLS_SAID("STARTTLS answered with 220", Setting.CLEAR, "", ""),
    CLIENT_HANDSHAKE("in the client's handshake", Setting.CLEAR, "", ""),
    IN_TLS("client in TLS", Setting.CLEAR, "", "NOOP\r\n"),
    IMPLICIT_TLS("before the client's handshake, implicit TLS", Setting.IMPLICIT_CLIENT, "", ""),
    MIRROR_STARTTLS_SAID("mirror: STARTTLS sent", Setting.MIRROR, "220 2.0.0 go\r\n", ""),
    MIRROR_HANDSHAKE("mirror: in the backend's handshake", Setting.MIRROR, "", ""),
    MIRROR_NEW_GREETING("mirror: before the second greeting", Setting.MIRROR, "220 mail.example.test\r\n", ""),
    MIRROR_IN_TLS("mirror: both in TLS", Setting.MIRROR, "", "NOOP\r\n"),
    MIRROR_IN_MAIL_DATA("mirror: in mail data", Setting.MIRROR, "", "the rest\r\n.\r\n"),
    MIRROR_END_OF_MAIL_DATA("mirror: end of mail data sent", Setting.MIRROR, "250 2.0.0 accepted\r\n", ""),
    PASSED_ON_STARTTLS("passthrough: STARTTLS sent", Setting.PASSTHROUGH, "220 2.0.0 go\r\n", ""),
    PASSED_ON("passthrough: in TLS", Setting.PASSTHROUGH, "", "NOOP\r\n"),
    ALWAYS_EHLO_SENT("always: our EHLO sent", Setting.ALWAYS, "250-mail.example.test\r\n250 STARTTLS\r\n", ""),
    ALWAYS_STARTTLS_SAID("always: our STARTTLS sent", Setting.ALWAYS, "220 2.0.0 go\r\n", ""),
    ALWAYS_HANDSHAKE("always: in the backend's handshake", Setting.ALWAYS, "", ""),
    IMPLICIT_HANDSHAKE("implicit: in the backend's handshake", Setting.IMPLICIT, "", "");

    private final String words;
    private final Setting setting;
    private final String owed;
    private final String next;

    /** Which proxy, and which of its listeners. */
    enum Setting {
        /** Its backend takes no more connections, and refuses none. */
        FULL,
        /** Its backend's port is closed. */
        CLOSED,
        /** backend.tls = never. */
        CLEAR,
        /** The same, a listener with tls = implicit. */
        IMPLICIT_CLIENT,
        /** The same, a listener with tls = passthrough. */
        PASSTHROUGH,
        /** backend.tls = mirror. */
        MIRROR,
        /** backend.tls = always. */
        ALWAYS,
        /** backend.tls = implicit. */
        IMPLICIT
    }

    Step(String words, Setting setting, String owed, String next) {
        this.words = words;
        this.setting = setting;
        this.owed = owed;
        this.next = next;
    }

    /** As the table has it. */
    String words() {
        return words;
    }

    Setting setting() {
        return setting;
    }

    /** The rest of the reply that the backend owes; empty if it does not. */
    String owed() {
        return owed;
    }

    /** What the client says next; empty if it is not its turn. */
    String next() {
        return next;
    }

    boolean isInReply() {
        return this == IN_GREETING || this == IN_EHLO_REPLY || this == IN_ITS_REPLY;
    }

    boolean isInMailData() {
        return this == IN_MAIL_DATA || this == MIRROR_IN_MAIL_DATA;
    }

    /** Whether the backend has seen the end of the mail data, and nobody its reply. */
    boolean isBehindMailData() {
        return this == END_OF_MAIL_DATA || this == IN_ITS_REPLY || this == MIRROR_END_OF_MAIL_DATA;
    }

    /** Whether the next octets of {@code side} belong to a handshake. */
    boolean isHandshakeOf(Side side) {
        return switch (side) {
            case CLIENT -> this == STARTTLS_SAID || this == CLIENT_HANDSHAKE || this == IMPLICIT_TLS;
            case BACKEND -> this == MIRROR_HANDSHAKE || this == ALWAYS_HANDSHAKE || this == IMPLICIT_HANDSHAKE;
        };
    }

    static Step of(String words) {
        return Arrays.stream(values())
                .filter(step -> step.words.equals(words))
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException("no step: " + words));
    }
}
