package org.smtpward.quickstart;

import java.util.List;
import java.util.Optional;

/** Runs a program of the host for what it prints. */
public interface HostPrograms {
    /** No program is run: for the root directory of another machine. */
    HostPrograms NONE = command -> Optional.empty();

    /** The output of {@code command}; empty: it is not there, failed or took too long. Blocks. */
    Optional<String> output(List<String> command);
}
