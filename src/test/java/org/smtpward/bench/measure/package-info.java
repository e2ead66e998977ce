/** What processes cost: CPU time and memory as the kernel tells them in {@code /proc}. */
package org.smtpward.bench.measure;
