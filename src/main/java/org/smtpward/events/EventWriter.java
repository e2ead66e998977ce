package org.smtpward.events;

/** Turns an event into a line. */
interface EventWriter {
    /** The line with its line feed: printable ASCII, whatever a peer sent. */
    byte[] line(Event event);
}
