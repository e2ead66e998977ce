package org.smtpward.cli;

/** How the program ends, as other programs see it; 2 (usage) is picocli's own. */
final class ExitCode {
    static final int OK = 0;
    /** Something went wrong while running. */
    static final int RUNTIME = 1;
    /** EX_UNAVAILABLE of sysexits.h: the backend does not answer. */
    static final int UNAVAILABLE = 69;
    /** EX_CONFIG of sysexits.h: systemd should not try again. */
    static final int CONFIGURATION = 78;

    private ExitCode() {}
}
