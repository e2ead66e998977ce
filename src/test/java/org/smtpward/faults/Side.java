package org.smtpward.faults;

/** Who does something wrong. */
enum Side {
    CLIENT,
    BACKEND
}
