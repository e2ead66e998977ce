package org.smtpward.session;

/**
 * One step of a script.
 *
 * @param line its text, for messages
 * @param what what is to be done or seen
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares steps
record Step(String line, What what) {
    /** What a step does or expects. */
    sealed interface What {}

    /** One side's octets, which arrive in one segment. */
    record Send(Side from, byte[] octets) implements What {}

    /** The next line that {@code by} sees; a star at the end stands for anything. */
    record SeeLine(Side by, String line) implements What {}

    /** The next octets that {@code by} sees. */
    record SeeOctets(Side by, byte[] octets) implements What {}

    /** {@code by} has seen nothing that the script has not named. */
    record SeeNothing(Side by) implements What {}

    /** Everything else, in words. */
    record Event(String name, String argument) implements What {}

    /** Who is at the other end of a leg. */
    enum Side {
        CLIENT,
        BACKEND
    }
}
