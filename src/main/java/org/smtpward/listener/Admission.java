package org.smtpward.listener;

import java.net.InetAddress;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.smtpward.config.AdmissionLimits;

/**
 * Who may come in: as many as {@code limits} says, over all listeners, and nobody while the backend is not known to be
 * safe. Thread safe by a lock, which each connection takes twice for well under a microsecond; a total that several event
 * loops count up and down without one would now and then refuse the last place to everybody.
 */
public final class Admission {
    private final Supplier<AdmissionLimits> limits;
    private final BooleanSupplier open;
    private final LongSupplier nanoTime;
    private final Neighbours neighbours;
    private final AddressTable addresses = new AddressTable();
    private int unknown;

    /**
     * @param limits those in force; they may change at any time
     * @param open whether sessions may begin at all
     * @param nanoTime mostly {@link System#nanoTime}
     */
    public Admission(Supplier<AdmissionLimits> limits, BooleanSupplier open, LongSupplier nanoTime) {
        this(limits, open, nanoTime, Neighbours.NONE);
    }

    /**
     * Likewise, among other nodes: of the limits of an address only what it leaves elsewhere can be had here.
     *
     * @param neighbours knows what it has elsewhere, and who is banned
     */
    public Admission(
            Supplier<AdmissionLimits> limits, BooleanSupplier open, LongSupplier nanoTime, Neighbours neighbours) {
        this.limits = limits;
        this.open = open;
        this.nanoTime = nanoTime;
        this.neighbours = neighbours;
    }

    /**
     * Takes a place for somebody who has not said yet who it is, if the result is {@code ACCEPTED}; to be given back by
     * {@link #leaveUnknown} before {@link #enter} takes one under its name.
     */
    ConnectionResult enterUnknown() {
        if (!open.getAsBoolean()) {
            return ConnectionResult.CLOSED;
        }
        synchronized (addresses) {
            if (isFull()) {
                return ConnectionResult.TOO_MANY;
            }
            unknown++;
            return ConnectionResult.ACCEPTED;
        }
    }

    /** Gives back a place of {@link #enterUnknown}. */
    void leaveUnknown() {
        synchronized (addresses) {
            unknown--;
        }
    }

    private boolean isFull() {
        return addresses.connections() + unknown >= limits.get().connections();
    }

    /** Takes a place if the result is {@code ACCEPTED}, to be given back by {@link #leave}. */
    ConnectionResult enter(InetAddress address) {
        if (!open.getAsBoolean()) {
            return ConnectionResult.CLOSED;
        }
        if (neighbours.isBanned(address)) {
            return ConnectionResult.BANNED;
        }
        AdmissionLimits current = limits.get();
        boolean exempt = current.isExempt(address);
        int perAddress = exempt ? 0 : current.connectionsPerAddress();
        int rate = exempt ? 0 : current.connectionRate();
        Long key = AddressTable.key(address);
        Neighbours.Elsewhere elsewhere = exempt ? Neighbours.Elsewhere.NOTHING : neighbours.of(key);
        if (perAddress > 0 && elsewhere.connections() >= perAddress) {
            return ConnectionResult.TOO_MANY_FROM_ADDRESS;
        }
        if (rate > 0 && elsewhere.perSecond() >= rate) {
            return ConnectionResult.TOO_FAST_FROM_ADDRESS;
        }
        ConnectionResult result = take(
                key,
                perAddress > 0 ? perAddress - elsewhere.connections() : 0,
                rate > 0 ? rate - elsewhere.perSecond() : 0);
        if (result == ConnectionResult.ACCEPTED && !exempt) {
            neighbours.onEnter(key);
        }
        return result;
    }

    private ConnectionResult take(Long key, int perAddress, int rate) {
        synchronized (addresses) {
            if (isFull()) {
                return ConnectionResult.TOO_MANY;
            }
            return addresses.enter(key, perAddress, rate, nanoTime.getAsLong());
        }
    }

    /** Gives back the place that {@code address} took. */
    void leave(InetAddress address) {
        Long key = AddressTable.key(address);
        synchronized (addresses) {
            addresses.leave(key, nanoTime.getAsLong());
        }
        neighbours.onLeave(key);
    }
}
