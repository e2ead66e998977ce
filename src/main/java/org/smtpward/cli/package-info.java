/**
 * The commands: each reads its options, does one thing, says in words for people how it went, and returns an exit code.
 */
@NullMarked
package org.smtpward.cli;

import org.jspecify.annotations.NullMarked;
