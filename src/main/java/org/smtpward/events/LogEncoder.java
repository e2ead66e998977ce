package org.smtpward.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;

/** Log lines by a pattern, with the priority before each where systemd's journal takes them. */
public final class LogEncoder extends PatternLayoutEncoder {
    private final boolean hasPriorities;

    /** Called by Logback. */
    public LogEncoder() {
        this(JournalPriority.isWanted());
    }

    LogEncoder(boolean hasPriorities) {
        this.hasPriorities = hasPriorities;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        return hasPriorities
                ? priority(event.getLevel()).before(layout.doLayout(event)).getBytes(UTF_8)
                : super.encode(event);
    }

    private static JournalPriority priority(Level level) {
        if (level.isGreaterOrEqual(Level.ERROR)) {
            return JournalPriority.ERROR;
        }
        if (level.isGreaterOrEqual(Level.WARN)) {
            return JournalPriority.WARNING;
        }
        return level.isGreaterOrEqual(Level.INFO) ? JournalPriority.INFO : JournalPriority.DEBUG;
    }
}
