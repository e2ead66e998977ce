package org.smtpward.config;

/** What reading gave: a value, or nothing because a problem was noted instead. Lets reading go on to the end. */
sealed interface Answer<T> {
    /** The value. To be called only within {@link Section#assemble}, which catches {@link Missing}. */
    T get();

    record Given<T>(T get) implements Answer<T> {}

    record Refused<T>() implements Answer<T> {
        @Override
        public T get() {
            throw new Missing();
        }
    }

    /** A record cannot be made, since one of its parts was refused. */
    final class Missing extends RuntimeException {
        private Missing() {
            super("asked for a value that was refused", null, false, false);
        }
    }
}
