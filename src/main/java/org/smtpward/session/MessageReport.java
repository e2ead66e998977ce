package org.smtpward.session;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * End of one message: mail data that the backend's 354 began.
 *
 * @param result what became of it
 * @param code reply code that answers the mail data, the backend's or smtpward's own; empty: the client was gone before one
 * @param octets octets of mail data that were read from the client, as it sent them: from the first one behind the 354 up to and
 *     with CRLF.CRLF, or as far as they came
 * @param queueId the backend's name for the message, if its reply tells one
 */
public record MessageReport(MessageResult result, OptionalInt code, long octets, Optional<String> queueId) {
    /** A message without a name at the backend. */
    static MessageReport of(MessageResult result, OptionalInt code, long octets) {
        return new MessageReport(result, code, octets, Optional.empty());
    }
}
