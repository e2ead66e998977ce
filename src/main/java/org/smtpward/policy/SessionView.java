package org.smtpward.policy;

/** What a rule may know of the session. */
public interface SessionView {
    /** Where the session stands. */
    Phase phase();

    /** The backend's name for our own replies. */
    String host();

    /** The client's address in text form. */
    String clientAddress();

    /** Whether the transaction was opened with SMTPUTF8, or this session may open one (RFC 6531). */
    boolean allowsUtf8(boolean askedByThisCommand);
}
