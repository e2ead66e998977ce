package org.smtpward.config;

import java.util.regex.Pattern;

/**
 * Which syslog receiver gets the events, and under which name.
 *
 * @param appName what the receiver sorts by, beside the facility (RFC 5424 §6.2.5)
 */
public record SyslogOptions(SyslogAddress address, SyslogFacility facility, String appName) {
    /** RFC 5424 takes more, but a receiver on this machine ends the name at a blank, a bracket or a colon. */
    private static final Pattern APP_NAME = Pattern.compile("[A-Za-z0-9._-]{1,48}");

    public SyslogOptions {
        requireAppName(appName);
    }

    static Answer<SyslogOptions> read(Section syslog) {
        var address = syslog.ask("address").text(SyslogAddress.EXPECTED, SyslogAddress::parse);
        var facility = syslog.ask("facility").word(SyslogFacility.values(), SyslogFacility::label);
        var appName = syslog.ask("app-name")
                .text(
                        "1 to 48 of the characters A-Z, a-z, 0-9, dot, dash and underscore",
                        SyslogOptions::requireAppName);
        return syslog.assemble(() -> new SyslogOptions(address.get(), facility.get(), appName.get()));
    }

    private static String requireAppName(String text) {
        if (!APP_NAME.matcher(text).matches()) {
            throw new IllegalArgumentException("not a name for syslog: " + text);
        }
        return text;
    }
}
