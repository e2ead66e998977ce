package org.smtpward.events;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Where lines about events end. Used by one thread; may block it. One that failed is asked again with the next event, and
 * then has to help itself.
 */
interface EventSink {
    /**
     * Most receivers may come later.
     *
     * @throws IOException if no event will ever get there as things are
     */
    default void open() throws IOException {}

    /**
     * Takes an event.
     *
     * @param line as it is to be written, with its line feed
     * @throws IOException if it is lost
     */
    void write(Event event, byte[] line) throws IOException;

    void close() throws IOException;

    /** Writes to {@code out}, which must tell when a write failed, as {@code System.out} does not; never closes it. */
    static EventSink to(OutputStream out) {
        return new EventSink() {
            @Override
            public void write(Event event, byte[] line) throws IOException {
                // One call per line: lines of other writers to the same pipe do not get into it.
                out.write(line);
                out.flush();
            }

            @Override
            public void close() {}
        };
    }
}
