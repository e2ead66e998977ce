/** Counts and bans of many nodes. */
package org.smtpward.shared;
