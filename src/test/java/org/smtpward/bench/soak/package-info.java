/**
 * The soak, {@code ./smtpward-bench soak}: a gentle mixture of honest clients and others for hours, and what becomes of memory,
 * descriptors, latency and counters meanwhile. docs/operations.md says what it shows.
 */
package org.smtpward.bench.soak;
