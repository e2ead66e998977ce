/**
 * One conversation between a client and the backend: what each octet means in its turn, what is passed on, what is refused
 * and when it ends. Joins {@code command}, {@code maildata}, {@code reply}, {@code policy} and {@code rewrite}; does no I/O
 * itself but gives orders through {@link org.smtpward.session.Legs}, so that a test plays whole dialogues without a socket.
 * Everything runs on the session's event loop; nothing blocks and nothing is shared.
 */
@NullMarked
package org.smtpward.session;

import org.jspecify.annotations.NullMarked;
