package org.smtpward.config;

import org.smtpward.rewrite.Tls403Scope;

/**
 * What is changed in the backend's replies.
 *
 * @param tls403 which replies with code 403 become 454
 */
public record RewriteOptions(Tls403Scope tls403) {
    static Answer<RewriteOptions> read(Section rewrite) {
        var tls403 = rewrite.ask("tls-403").word(Tls403Scope.values(), Tls403Scope::label);
        return rewrite.assemble(() -> new RewriteOptions(tls403.get()));
    }
}
