package org.smtpward.faults;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;

/** The log's lines about ends of sessions, by the client's address, and those about messages, by result. They are kept here instead of being printed. */
final class Closings extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private static final Pattern LINE = Pattern.compile("event=session-closed .*client=(\\S+):\\d+ .*cause=(\\S+) .*");
    private static final Pattern MESSAGE = Pattern.compile("event=message .* result=(\\S+) .*");
    private static final int PATIENCE_SECONDS = 30;

    private final Logger logger = (Logger) LoggerFactory.getLogger("org.smtpward.session");
    private final Map<String, BlockingQueue<String>> causes = new ConcurrentHashMap<>();

    private final Map<String, LongAdder> counts = new ConcurrentSkipListMap<>();

    private final Map<String, LongAdder> messages = new ConcurrentSkipListMap<>();

    Closings() {
        start();
        logger.addAppender(this);
        logger.setAdditive(false);
    }

    @Override
    protected void append(ILoggingEvent event) {
        Matcher line = LINE.matcher(event.getFormattedMessage());
        if (line.matches()) {
            of(line.group(1)).add(line.group(2));
            counts.computeIfAbsent(line.group(2), cause -> new LongAdder()).increment();
        }
        Matcher message = MESSAGE.matcher(event.getFormattedMessage());
        if (message.matches()) {
            messages.computeIfAbsent(message.group(1), result -> new LongAdder())
                    .increment();
        }
    }

    private BlockingQueue<String> of(String client) {
        return causes.computeIfAbsent(client, one -> new LinkedBlockingQueue<>());
    }

    /** Why the session of {@code client} was closed; {@code hangs} if it was not. */
    String await(String client) throws InterruptedException {
        String cause = of(client).poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return cause == null ? "hangs" : cause;
    }

    /** How many ends there were, by cause. */
    Map<String, LongAdder> counts() {
        return counts;
    }

    /** How many messages there were, by result. */
    Map<String, Long> messages() {
        return messages.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, result -> result.getValue()
                .sum()));
    }

    /** Tells how many more ends that session had. */
    int forget(String client) {
        BlockingQueue<String> left = causes.remove(client);
        return left == null ? 0 : left.size();
    }

    @Override
    public void close() {
        logger.setAdditive(true);
        logger.detachAppender(this);
        stop();
    }
}
