package org.smtpward.faults;

import java.util.Locale;

/** One field of the table: who does what wrong, and where. */
record Cell(Side side, Step step, Fault fault) {
    @Override
    public String toString() {
        return "the " + side.name().toLowerCase(Locale.ROOT) + ' ' + fault.words() + ' ' + step.words();
    }
}
