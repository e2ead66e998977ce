package org.smtpward.config;

import java.util.List;
import java.util.stream.Collectors;

/** The configuration cannot be used; the message has one line for each problem and is for the operator. */
public final class ConfigurationException extends Exception {
    private final List<Problem> problems;

    ConfigurationException(List<Problem> problems) {
        this.problems = List.copyOf(problems);
    }

    @Override
    public String getMessage() {
        return problems.stream().map(Problem::toString).collect(Collectors.joining("\n"));
    }

    public List<Problem> problems() {
        return problems;
    }
}
