package org.smtpward.config;

import java.util.Locale;

/** Treatment of clients on this machine that connect over loopback, such as cron, submit.cf and applications. */
public enum LocalClients {
    /** Their backend connections come from loopback: a backend on this machine relays for them as without smtpward. */
    AS_BEFORE,
    /** Their backend connections come from where those of all other clients do. */
    AS_OTHERS;

    /** The word in the configuration. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
