package org.smtpward.config;

import com.typesafe.config.ConfigOrigin;
import java.util.regex.Pattern;

/** Where a value came from, as an operator reads it: {@code smtpward.conf:12}, {@code env SMTPWARD_MODE}. */
final class Origin {
    private static final String MERGED = "merge of ";
    private static final Pattern LINES = Pattern.compile(": (\\d+)(-\\d+)?$");

    private Origin() {}

    static String of(ConfigOrigin origin) {
        String text = origin.description();
        if (text.startsWith(MERGED)) {
            // A section that several sources contribute to: the first is the one that wins.
            text = text.substring(MERGED.length()).split(",", 2)[0];
        }
        int resource = text.indexOf(" @ ");
        if (resource >= 0) {
            // Our own reference.conf: its place within a jar helps nobody.
            return text.substring(0, resource);
        }
        if (text.startsWith("./")) {
            text = text.substring(2);
        }
        return LINES.matcher(text).replaceFirst(":$1");
    }
}
