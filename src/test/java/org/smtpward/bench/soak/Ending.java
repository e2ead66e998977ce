package org.smtpward.bench.soak;

import java.util.List;
import org.smtpward.bench.load.Ledger;

/**
 * What is left when the clients are gone.
 *
 * @param books what was sent and what came
 * @param sessions still open
 * @param descriptorsBefore open before the clients came, after a first session
 * @param descriptorsAfter open now
 * @param failures rounds of clients that ended otherwise than they should
 * @param told the first of them
 */
record Ending(
        Ledger.Reconciliation books,
        long sessions,
        long descriptorsBefore,
        long descriptorsAfter,
        long failures,
        List<String> told) {
    Ending {
        told = List.copyOf(told);
    }
}
