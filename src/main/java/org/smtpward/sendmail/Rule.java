package org.smtpward.sendmail;

/**
 * A rewriting rule.
 *
 * @param line of the file
 * @param ruleset its name or number
 * @param left what it matches
 * @param right what becomes of that
 */
record Rule(int line, String ruleset, String left, String right) {}
