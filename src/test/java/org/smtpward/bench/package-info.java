/**
 * The benchmark, {@code ./smtpward-bench}: a load generator, a backend that checks every message, and programs that measure
 * smtpward and what one could run instead of it side by side. docs/performance.md says how to read what they print.
 * {@link org.smtpward.bench.load} and {@link org.smtpward.bench.sink} meet in {@link org.smtpward.bench.Stamp} alone, so that
 * they may run on different machines.
 */
package org.smtpward.bench;
