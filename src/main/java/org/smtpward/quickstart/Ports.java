package org.smtpward.quickstart;

/** Ports that the plan takes. */
final class Ports {
    /** Where sendmail listens behind smtpward, on the loopback interface. */
    static final int BEHIND = 2525;

    /** Where smtpward listens while sendmail still has port 25. */
    static final int BESIDE = 2526;

    private Ports() {}
}
