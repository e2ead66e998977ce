package org.smtpward.bench.measure;

/**
 * Memory of a process tree, in octets.
 *
 * @param resident what each has in memory, added up: what two share counts twice
 * @param proportional what two share counts half for each
 */
public record Memory(long resident, long proportional) {}
