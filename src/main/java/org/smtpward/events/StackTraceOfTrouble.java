package org.smtpward.events;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;

/** The word {@code %trouble} in {@code logback.xml}: the stack trace of a warning or an error, and of nothing less. */
public final class StackTraceOfTrouble extends ThrowableProxyConverter {
    @Override
    public String convert(ILoggingEvent event) {
        return event.getLevel().isGreaterOrEqual(Level.WARN) ? super.convert(event) : "";
    }
}
