package org.smtpward.rewrite;

import java.util.Locale;

/** The rewriters by name: a metric label. */
public enum Rewriter {
    /** {@link EhloKeywords}. */
    EHLO_KEYWORDS,
    /** {@link Tls403}. */
    TLS_403;

    /** The label. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
