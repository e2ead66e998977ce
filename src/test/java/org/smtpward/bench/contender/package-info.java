/** What is measured: smtpward, what one could run instead, and no proxy at all; how each is configured, started, ended. */
package org.smtpward.bench.contender;
