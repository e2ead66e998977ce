/**
 * A mail host's sendmail configuration, read as sendmail reads it: sendmail.cf, submit.cf, the access map, TCP wrappers' files.
 * Called by {@code smtpward quickstart} and {@code smtpward check}; never by a session. Files are bounded, octets are ISO 8859-1, and a
 * file that sendmail itself would refuse is a {@link org.smtpward.sendmail.SendmailException} with file and line. Nothing is executed
 * and nothing is written. Source: sendmail's readcf.c and doc/op/op.me, 8.15.2 to 8.18.1.
 */
@NullMarked
package org.smtpward.sendmail;

import org.jspecify.annotations.NullMarked;
