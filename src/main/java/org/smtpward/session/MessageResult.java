package org.smtpward.session;

import java.util.Locale;

/** What became of mail data, as metric label. */
public enum MessageResult {
    /** The backend answered the end of mail data with 2yz. */
    ACCEPTED,
    /** The backend answered it with another code, or a rule of ours did. */
    REFUSED,
    /** The session ended before the backend answered it: the client keeps the mail. */
    UNFINISHED;

    /** The label. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
