package org.smtpward.rewrite;

import java.util.Locale;

/** The rewriters by name: a metric label. */
public enum Rewriter {
    /** {@link EhloKeywords}. */
    EHLO_KEYWORDS,
    /** {@link Tls403}. */
    TLS_403,
    /** {@link Reflection}. */
    REFLECTION,
    /** The site's own rules about replies. */
    CUSTOM;

    /** The label. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
