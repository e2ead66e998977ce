/**
 * {@code smtpward probe}: plays attacks against any SMTP server from outside and says which of them would work. Blocking
 * sockets on the caller's thread, one connection at a time; every wait is bounded. Nothing is delivered unless the target names
 * a mailbox for it. What a server sends is shown escaped and cut, never kept as it is.
 */
@NullMarked
package org.smtpward.probe;

import org.jspecify.annotations.NullMarked;
