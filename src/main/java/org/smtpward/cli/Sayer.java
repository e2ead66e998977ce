package org.smtpward.cli;

/** Where the findings of {@code smtpward check} go. */
interface Sayer {
    /** @param severity {@code ok}, {@code warning} or {@code error} */
    void say(String severity, String subject, String text);
}
