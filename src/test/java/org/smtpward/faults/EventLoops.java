package org.smtpward.faults;

import io.netty.util.concurrent.AbstractScheduledEventExecutor;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.internal.VertxInternal;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.smtpward.Proxy;

/** The event loops of proxies: waits for them, and counts what they still have to do. */
final class EventLoops {
    /** Whether anything was ready before is known only after the next look at the sockets. */
    private static final int LOOKS = 4;

    /** Returns when what peers have sent has been read, as far as it is read at all. */
    void awaitTurn(Proxy proxy) throws Exception {
        for (EventExecutor loop : of(proxy)) {
            for (int i = 0; i < LOOKS; i++) {
                // A timer, so that the loop looks at its sockets in between.
                loop.schedule(() -> {}, 2, TimeUnit.MILLISECONDS).get(30, TimeUnit.SECONDS);
            }
        }
    }

    /** Timers that are set. */
    int timers(Proxy proxy) throws Exception {
        int timers = 0;
        for (EventExecutor loop : of(proxy)) {
            timers += loop.submit(() -> ((Queue<?>) field(AbstractScheduledEventExecutor.class, "scheduledTaskQueue")
                                    .get(loop))
                            .size())
                    .get(30, TimeUnit.SECONDS);
        }
        return timers;
    }

    private static List<EventExecutor> of(Proxy proxy) throws ReflectiveOperationException {
        var loops = new ArrayList<EventExecutor>();
        VertxInternal vertx = (VertxInternal) field(Proxy.class, "vertx").get(proxy);
        vertx.nettyEventLoopGroup().forEach(loops::add);
        return loops;
    }

    int timersOrFail(Proxy proxy) {
        try {
            return timers(proxy);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    static Method method(Class<?> in, String name) throws NoSuchMethodException {
        Method method = in.getDeclaredMethod(name);
        method.setAccessible(true);
        return method;
    }

    static Field field(Class<?> in, String name) throws NoSuchFieldException {
        Field field = in.getDeclaredField(name);
        field.setAccessible(true);
        return field;
    }
}
