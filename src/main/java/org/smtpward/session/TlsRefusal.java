package org.smtpward.session;

/** Why a ClientHello is refused: the TLS alert that the client gets (RFC 8446 §6). */
public enum TlsRefusal {
    /** RFC 7301 §3.2. */
    NO_APPLICATION_PROTOCOL(120),
    /** RFC 6066 §3. */
    UNRECOGNIZED_NAME(112),
    /** What arrived is no TLS record. */
    UNEXPECTED_MESSAGE(10),
    /** What arrived is a TLS record, but no ClientHello that can be read. */
    DECODE_ERROR(50);

    private final int description;

    TlsRefusal(int description) {
        this.description = description;
    }

    /** The alert's number. */
    public int description() {
        return description;
    }
}
