package org.smtpward.maildata;

import java.util.Locale;

/** What is made of a CR or LF that stands alone. */
public enum NewlineTreatment {
    /** Made harmless and passed on. */
    NORMALIZE,
    /** Refused, and the session ends, as sendmail 8.18 does it. */
    REJECT,
    /** Left as it is. For measurements: a vulnerable backend stays vulnerable. */
    PASS;

    /** The word in the configuration. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
