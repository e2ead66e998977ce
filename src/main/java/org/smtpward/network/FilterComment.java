package org.smtpward.network;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * By what we know our rules in a packet filter again, which prints them in words of its own: each has a comment that follows
 * from its text.
 */
final class FilterComment {
    private static final Pattern OURS = Pattern.compile("smtpward-[0-9a-f]{8}");

    private FilterComment() {}

    static String of(String rule) {
        return "smtpward-%08x".formatted(rule.hashCode());
    }

    /** All in {@code text}, in their order. */
    static List<String> in(String text) {
        return OURS.matcher(text).results().map(MatchResult::group).toList();
    }
}
