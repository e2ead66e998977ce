/**
 * What the proxy counts: every meter's name, labels, unit and meaning ({@link org.smtpward.metrics.MeterName}), and the
 * handles that event loops count into ({@link org.smtpward.metrics.Meters}). The only importer of Micrometer. A meter is
 * looked up once, when it is made: finding one by name costs twenty times what counting does. Labels come from enums and
 * from names in the configuration, never from what a peer sent. All methods may be called from any thread and neither
 * block nor throw, except that a scrape takes milliseconds and belongs on no event loop.
 */
@NullMarked
package org.smtpward.metrics;

import org.jspecify.annotations.NullMarked;
