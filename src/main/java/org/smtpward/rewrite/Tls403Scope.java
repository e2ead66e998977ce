package org.smtpward.rewrite;

import java.util.Locale;

/** Which replies with code 403 become 454. */
public enum Tls403Scope {
    /** None. */
    OFF,
    /** Those whose text is known to come from sendmail's TLS rulesets, or that speak of TLS, STARTTLS or DANE. */
    KNOWN,
    /** Every 403: the code means nothing in SMTP. */
    ALL;

    /** The word in the configuration. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
