package org.smtpward.cli;

import org.smtpward.StartException;
import org.smtpward.config.ConfigurationException;
import org.smtpward.network.NetworkException;
import org.smtpward.shared.SharedException;
import picocli.CommandLine;

/** Turns what a command throws into words and an exit code. A stack trace is for bugs only. */
final class Failures implements CommandLine.IExecutionExceptionHandler {
    @Override
    public int handleExecutionException(Exception e, CommandLine command, CommandLine.ParseResult parsed)
            throws Exception {
        if (e instanceof ConfigurationException) {
            command.getErr().println(e.getMessage());
            return ExitCode.CONFIGURATION;
        }
        if (e instanceof StartException start) {
            command.getErr().println("smtpward: " + start.getMessage());
            return start.isConfiguration() ? ExitCode.CONFIGURATION : ExitCode.RUNTIME;
        }
        if (e instanceof NetworkException.NotPermitted) {
            command.getErr().println("smtpward: " + e.getMessage() + "\nThis needs root (CAP_NET_ADMIN).");
            return ExitCode.RUNTIME;
        }
        if (e instanceof NetworkException) {
            command.getErr().println("smtpward: " + e.getMessage());
            return ExitCode.RUNTIME;
        }
        if (e instanceof SharedException shared) {
            command.getErr().println("smtpward: " + shared.text());
            return shared.isConfiguration() ? ExitCode.CONFIGURATION : ExitCode.RUNTIME;
        }
        throw e;
    }
}
