package org.smtpward;

import org.smtpward.cli.SmtpwardCommand;

/** Where the program begins. */
public final class Main {
    private static final String NAME_SERVER = "io.netty.resolver.dns.defaultNameServerFallback";

    private Main() {}

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        // Where resolv.conf names no server it is the one on this machine (resolv.conf(5)). Netty would ask Google's,
        // who need not
        // know where the mail server is.
        if (System.getProperty(NAME_SERVER) == null) {
            System.setProperty(NAME_SERVER, "127.0.0.1");
        }
        System.exit(SmtpwardCommand.execute(arguments));
    }
}
