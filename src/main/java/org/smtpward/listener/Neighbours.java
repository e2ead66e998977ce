package org.smtpward.listener;

import java.net.InetAddress;

/**
 * What is known from other nodes about clients, and what they are told. Asked for each connection, on event loops: it answers
 * at once, from what it was told last. Thread safe.
 */
public interface Neighbours {
    /** There are none. */
    Neighbours NONE = new Neighbours() {
        @Override
        public boolean isBanned(InetAddress client) {
            return false;
        }

        @Override
        public Elsewhere of(Long addressKey) {
            return Elsewhere.NOTHING;
        }

        @Override
        public void onEnter(Long addressKey) {}

        @Override
        public void onLeave(Long addressKey) {}
    };

    /**
     * What an address has on other nodes.
     *
     * @param connections that are open
     * @param perSecond new connections in a second, lately
     */
    record Elsewhere(int connections, int perSecond) {
        /** The address is not known there. */
        public static final Elsewhere NOTHING = new Elsewhere(0, 0);

        public Elsewhere {
            if (connections < 0 || perSecond < 0) {
                throw new IllegalArgumentException("not counts: %d, %d".formatted(connections, perSecond));
            }
        }
    }

    /** Whether the site has banned {@code client}. */
    boolean isBanned(InetAddress client);

    /** What others have from an address that limits count, as {@link AddressTable#key} has it. */
    Elsewhere of(Long addressKey);

    /** A connection more from an address that is not exempt. */
    void onEnter(Long addressKey);

    /** A connection less; of an exempt address, too. */
    void onLeave(Long addressKey);
}
