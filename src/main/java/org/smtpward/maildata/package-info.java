/**
 * The octets between the reply 354 and the end of mail data (RFC 5321 §4.1.1.4, §4.5.2): found, made harmless, never
 * collected. No I/O; called by the session on its event loop.
 */
@NullMarked
package org.smtpward.maildata;

import org.jspecify.annotations.NullMarked;
