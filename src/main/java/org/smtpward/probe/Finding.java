package org.smtpward.probe;

/** The answer to one check. */
public record Finding(Check check, Verdict verdict) {}
