package org.smtpward.bench.load;

/** What a load does about TLS. */
public enum Security {
    /** It stays in the clear. */
    PLAIN,
    /** STARTTLS, with a full handshake each time. */
    STARTTLS,
    /** STARTTLS, with the session ticket of an earlier one where there is one. */
    RESUMED
}
