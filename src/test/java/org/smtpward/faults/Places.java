package org.smtpward.faults;

import java.util.concurrent.atomic.AtomicInteger;
import org.smtpward.Proxy;
import org.smtpward.listener.Admission;
import org.smtpward.listener.Handshakes;

/** What sessions take and have to give back: connections that were admitted, and handshakes. */
record Places(Proxy proxy) {
    int taken() {
        try {
            var handshakes = (AtomicInteger) EventLoops.field(Handshakes.class, "underWay")
                    .get(EventLoops.field(Proxy.class, "handshakes").get(proxy));
            Object admission = EventLoops.field(Proxy.class, "admission").get(proxy);
            Object addresses = EventLoops.field(Admission.class, "addresses").get(admission);
            var connections = EventLoops.method(addresses.getClass(), "connections");
            synchronized (addresses) {
                return handshakes.get() + (int) connections.invoke(addresses);
            }
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }
}
