/**
 * One file a rule. A rule keeps no state; the texts it answers with stand in {@link org.smtpward.reply.Reply}.
 */
@NullMarked
package org.smtpward.policy.rule;

import org.jspecify.annotations.NullMarked;
