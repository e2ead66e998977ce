/**
 * What the client may see of a reply of the backend; one file a rewriter. No I/O; called on the session's event loop. A
 * rewriter that has nothing to change returns the very octets it was given.
 */
@NullMarked
package org.smtpward.rewrite;

import org.jspecify.annotations.NullMarked;
