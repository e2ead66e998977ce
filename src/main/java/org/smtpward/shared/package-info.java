/**
 * What many nodes share through Redis: what each counts for the limits of an address, and the bans of the site. Called by
 * {@code Proxy}, for the door ({@code listener}), and by {@code smtpward bans} and {@code check}. Everything that Redis says
 * is input of a stranger: bounded, parsed whole or left out. It is asked on one event loop of its own, on which no session
 * runs; what it told last stands in snapshots that every thread reads. Trouble with Redis is never an exception for
 * anybody else: counts of others are forgotten, bans stay for their time.
 */
@NullMarked
package org.smtpward.shared;

import org.jspecify.annotations.NullMarked;
