/**
 * Replies (RFC 5321 §4.2): those of the backend, cut out of its octets, and those that we originate, which all stand in
 * {@link org.smtpward.reply.Reply}. No I/O. Called by the session on its event loop.
 */
@NullMarked
package org.smtpward.reply;

import org.jspecify.annotations.NullMarked;
