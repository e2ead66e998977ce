package org.smtpward.config;

import java.util.Locale;

/** The part of the system that a syslog message says it is from (RFC 5424 §6.2.1): those that a program may use. */
public enum SyslogFacility {
    USER(1),
    MAIL(2),
    DAEMON(3),
    AUTH(4),
    AUTHPRIV(10),
    LOCAL0(16),
    LOCAL1(17),
    LOCAL2(18),
    LOCAL3(19),
    LOCAL4(20),
    LOCAL5(21),
    LOCAL6(22),
    LOCAL7(23);

    private final int code;

    SyslogFacility(int code) {
        this.code = code;
    }

    /** Its number in a message. */
    public int code() {
        return code;
    }

    /** The word in the configuration. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
