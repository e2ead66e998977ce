package org.smtpward.shared;

/** Hears how it goes with Redis, to count it. Called on the event loop of the shared state. */
public interface SharedListener {
    /** Redis answered, or not: so it counts as there, or as away. */
    void onRedis(boolean up);

    /** How many nodes count together, this one included. */
    void onNodes(int nodes);

    /** How many bans are in force here. */
    void onBans(int bans);
}
