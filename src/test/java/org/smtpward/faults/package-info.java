/**
 * Everything that can go wrong on either connection, over real sockets, on purpose: each kind of fault at each step of a
 * session (the table in {@code docs/faults.md} is the test's data), and many at random while mail is counted end to end.
 */
package org.smtpward.faults;
