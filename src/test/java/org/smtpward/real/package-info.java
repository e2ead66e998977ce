/**
 * smtpward before a real sendmail 8.15.2, used by real clients: swaks, {@code openssl s_client}, Chromium, and a socket
 * for what those cannot be made to send. What a test claims about smtpward it also shows about sendmail alone. Ten thousand
 * mails at a time go to a sink instead, which is no program but needs no root either.
 */
package org.smtpward.real;
