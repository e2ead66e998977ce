/**
 * What the kernel has to do for us: sockets that borrow a client's address. Used at the start and by {@code smtpward check};
 * never by a session.
 */
@NullMarked
package org.smtpward.network;

import org.jspecify.annotations.NullMarked;
