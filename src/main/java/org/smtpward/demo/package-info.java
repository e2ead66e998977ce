/**
 * {@code smtpward demo}: a stand-in for an unpatched sendmail, smtpward before it, and attacks played against both. Called by
 * the command line; tests use {@link org.smtpward.demo.StandIn} too. Plain blocking sockets, a virtual thread for each
 * connection: nothing here is on the path of real mail. No outcome is written down anywhere: each is judged by what
 * the client read and what the stand-in ran.
 */
@NullMarked
package org.smtpward.demo;

import org.jspecify.annotations.NullMarked;
