package org.smtpward.events;

import java.time.Instant;

/** Something that is reported, as it was when it happened: another thread writes it while the session goes on. */
public sealed interface Event permits RuleEvent, MessageEvent {
    /** When. */
    Instant at();
}
