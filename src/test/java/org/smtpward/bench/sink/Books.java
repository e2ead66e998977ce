package org.smtpward.bench.sink;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.smtpward.bench.Stamp;
import org.smtpward.bench.Tally;

/** What came to a sink, for each load. */
final class Books {
    private final Map<Long, Account> accounts = new HashMap<>();
    private long messages;
    private long octets;
    private long unstamped;

    /** One load's page. */
    private static final class Account {
        private final BitSet whole = new BitSet();
        private long doubled;
        private long altered;
        private long broken;
    }

    synchronized void onWhole(Stamp stamp) {
        count(stamp.octets());
        Account account = account(stamp);
        if (account.whole.get(stamp.sequence())) {
            account.doubled++;
        } else {
            account.whole.set(stamp.sequence());
        }
    }

    synchronized void onAltered(Stamp stamp, long length) {
        count(length);
        account(stamp).altered++;
    }

    /** Not from a load, or altered so much that nobody can tell. */
    synchronized void onUnstamped(long length) {
        count(length);
        unstamped++;
    }

    synchronized void onBroken(Stamp stamp) {
        account(stamp).broken++;
    }

    synchronized Tally tally(long load) {
        Account account = accounts.get(load);
        return account == null
                ? Tally.nothing()
                : new Tally(account.whole, account.doubled, account.altered, account.broken);
    }

    synchronized Totals totals() {
        return new Totals(
                messages,
                octets,
                unstamped,
                accounts.values().stream().mapToLong(account -> account.doubled).sum(),
                accounts.values().stream().mapToLong(account -> account.altered).sum(),
                accounts.values().stream().mapToLong(account -> account.broken).sum());
    }

    private void count(long length) {
        messages++;
        octets += length;
    }

    private Account account(Stamp stamp) {
        return accounts.computeIfAbsent(stamp.load(), load -> new Account());
    }
}
