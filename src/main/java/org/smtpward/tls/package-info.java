/**
 * Key material, the gate that every ClientHello has to pass, and what handshakes are made with on both legs. Handlers run on
 * the session's event loop; the contexts are immutable and shared.
 */
@NullMarked
package org.smtpward.tls;

import org.jspecify.annotations.NullMarked;
