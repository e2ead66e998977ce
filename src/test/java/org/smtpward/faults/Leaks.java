package org.smtpward.faults;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;
import org.smtpward.real.Until;

/**
 * Netty's leak detector, and what it says. It says nothing by itself: a buffer that was lost on purpose
 * has to be found first, and with it all that were lost before.
 */
final class Leaks extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private static final String LOGGER = ResourceLeakDetector.class.getName();
    private static final String ON_PURPOSE = "lost on purpose";

    private final Logger logger = (Logger) LoggerFactory.getLogger(LOGGER);
    private final ResourceLeakDetector.Level before = ResourceLeakDetector.getLevel();
    private final List<String> found = new CopyOnWriteArrayList<>();

    /** What others have lost before is not held against us. */
    Leaks(ResourceLeakDetector.Level level) {
        start();
        logger.addAppender(this);
        logger.setAdditive(false);
        all();
        ResourceLeakDetector.setLevel(level);
        found.clear();
    }

    @Override
    protected void append(ILoggingEvent event) {
        found.add(event.getFormattedMessage());
    }

    /** Everything that was lost since the beginning, as Netty tells it. */
    List<String> all() {
        // At any other level it looks at a sample only.
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        String mark = ON_PURPOSE + ' ' + System.nanoTime();
        lose(mark);
        Until.soon(
                () -> {
                    System.gc();
                    // It looks for lost ones when it hands out new ones.
                    PooledByteBufAllocator.DEFAULT.directBuffer(1).release();
                    return found.stream().anyMatch(leak -> leak.contains(mark));
                },
                () -> "Netty's leak detector finds what was lost on purpose");
        return found.stream().filter(leak -> !leak.contains(ON_PURPOSE)).toList();
    }

    private static void lose(String mark) {
        ByteBuf lost = PooledByteBufAllocator.DEFAULT.directBuffer(1);
        lost.touch(mark);
    }

    @Override
    public void close() {
        ResourceLeakDetector.setLevel(before);
        logger.setAdditive(true);
        logger.detachAppender(this);
        stop();
    }
}
