/**
 * Floods, {@code ./smtpward-bench floods}: crowds of clients that want one thing each and too much of it, and what honest
 * sessions notice of them, how much memory smtpward needs meanwhile, and whether all of it is given back. docs/floods.md says
 * what bounds what. Each flood is a {@link org.smtpward.bench.flood.Flood}, its clients are blocking ones.
 */
package org.smtpward.bench.flood;
