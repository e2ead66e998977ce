package org.smtpward.bench.load;

/** Is told when counting begins and ends, so that others are measured over the same time. */
public interface Observer {
    /** From now on units count. */
    void opens();

    /** They do not any more. */
    void closes();

    /** All connections of a {@link Work.Hold} are there, and say nothing for a while. */
    default void holds() {}

    /** They have been silent for that while, and are still there. */
    default void held() {}

    /** Who looks at nothing. */
    static Observer nobody() {
        return new Observer() {
            @Override
            public void opens() {}

            @Override
            public void closes() {}
        };
    }
}
