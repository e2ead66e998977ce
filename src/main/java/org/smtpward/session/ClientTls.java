package org.smtpward.session;

/** Who ends the client's STARTTLS. */
public enum ClientTls {
    /** Nobody: it is not offered. */
    NONE,
    /** We do, with a certificate of ours. */
    ENDED_HERE,
    /** The backend does: we look at the ClientHello and then pass octets on that we cannot read. */
    PASSED_ON
}
