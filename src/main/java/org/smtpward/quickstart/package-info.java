/**
 * {@code smtpward quickstart}: what a mail host has, and the plan that puts smtpward in front of its sendmail. Reads files and /proc and
 * asks two programs for their version; changes nothing. What cannot be read is named in the plan and never an error. Paths and
 * names out of files are used in commands and configurations only when they are plain ({@link org.smtpward.quickstart.PlainPath}).
 */
@NullMarked
package org.smtpward.quickstart;

import org.jspecify.annotations.NullMarked;
