package org.smtpward.events;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The time in an event, UTC: always three digits of a second, so that lines sort as text. */
final class EventTime {
    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private EventTime() {}

    static String of(Instant at) {
        return FORMAT.format(at);
    }
}
