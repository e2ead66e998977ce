/**
 * Client octets to {@link org.smtpward.command.Command} (RFC 5321 §4.1). No I/O: octets in, value out, "not yet"
 * otherwise. Called by the session on its event loop. A line is only ever handed on whole; no input makes the decoder
 * throw.
 */
@NullMarked
package org.smtpward.command;

import org.jspecify.annotations.NullMarked;
