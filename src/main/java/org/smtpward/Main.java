package org.smtpward;

import org.smtpward.cli.SmtpwardCommand;

/** Where the program begins. */
public final class Main {
    private Main() {}

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        System.exit(SmtpwardCommand.execute(arguments));
    }
}
