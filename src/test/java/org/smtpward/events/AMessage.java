package org.smtpward.events;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.smtpward.session.MessageReport;
import org.smtpward.session.MessageResult;
import org.smtpward.session.SessionFacts;

/** What a test says about the end of a message. */
final class AMessage {
    static final MessageReport ACCEPTED =
            new MessageReport(MessageResult.ACCEPTED, OptionalInt.of(250), 4711, Optional.of("6AUN9xyz012345"));
    static final MessageReport REFUSED =
            new MessageReport(MessageResult.REFUSED, OptionalInt.of(554), 12, Optional.empty());
    static final MessageReport UNFINISHED =
            new MessageReport(MessageResult.UNFINISHED, OptionalInt.empty(), 0, Optional.empty());

    private static final Instant AT = Instant.parse("2026-03-01T12:00:00.120Z");

    private AMessage() {}

    static MessageEvent of(SessionFacts session, MessageReport message) {
        return MessageEvent.of(AT, session, message);
    }
}
