/**
 * The connection to sendmail: connecting, TLS, reading and writing, and the probe that finds out whether sendmail would
 * relay for everybody who comes through us. Called by the session's event loop; does not block it.
 */
@NullMarked
package org.smtpward.backend;

import org.jspecify.annotations.NullMarked;
