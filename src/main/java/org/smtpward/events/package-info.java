/**
 * What is written for people and for their log collectors: one line per match of a rule ({@link
 * org.smtpward.events.EventLog}), one log line per message ({@link org.smtpward.events.MessageLog}) and one per session end
 * ({@link org.smtpward.events.SessionLog}). Called on
 * event loops, which never wait for a disk or a pipe: events pass through a bounded queue to one writer thread, and what does
 * not fit is dropped and counted. Octets of a peer appear escaped and cut, or not at all.
 */
@NullMarked
package org.smtpward.events;

import org.jspecify.annotations.NullMarked;
