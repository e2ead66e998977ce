/**
 * smtpward: a transparent SMTP security proxy in front of a sendmail that cannot be patched. The tree is the path of the
 * octets: {@code listener}, {@code session}, {@code command}, {@code policy}, {@code backend}, and back through
 * {@code reply} and {@code rewrite}. {@link org.smtpward.Proxy} wires it.
 */
@NullMarked
package org.smtpward;

import org.jspecify.annotations.NullMarked;
