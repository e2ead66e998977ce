package org.smtpward.network;

/** A part of the kernel's network, and what in it is ours. Blocks. */
sealed interface Keeper permits Routing, Nftables, Iptables {
    /** Whether nothing is wanted here: then all that is ours is stale. */
    boolean isNothing();

    /** The program that it takes. */
    String program();

    /** Compares what is there with what is wanted. */
    Inventory look() throws NetworkException;
}
