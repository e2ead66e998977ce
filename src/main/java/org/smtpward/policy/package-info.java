/**
 * The rules: what is refused, why, and what the client is told. A rule looks at one command and a read-only view of
 * the session and returns a {@link org.smtpward.policy.Verdict}; the first that is not <em>forward</em> wins. What a match
 * leads to depends on the rule's {@link org.smtpward.policy.Mode}. Immutable, no I/O; called on the session's event loop.
 */
@NullMarked
package org.smtpward.policy;

import org.jspecify.annotations.NullMarked;
