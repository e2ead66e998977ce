/** The load generator: connections that do the same thing again and again, and what was measured meanwhile. */
package org.smtpward.bench.load;
