package org.smtpward.maildata;

import org.smtpward.corpus.CaseText;

/**
 * What {@link MailDataScanner} is to do in every combination of its inspector's answers, on a whole text: {@link SlowScanner}'s
 * three ways with NULs beside them.
 *
 * @param output what the backend gets
 * @param end the length of the input up to its end, or -1 when there is none
 * @param rejected whether something in it was rejected
 */
record SlowMailData(String output, int end, boolean rejected) {
    static SlowMailData of(String in, NewlineTreatment newlines, boolean rejectsNul) {
        int end = SlowScanner.pass(in).end();
        String data = end < 0 ? in.replaceFirst("\r\\z", "") : in.substring(0, end);
        int bare = newlines == NewlineTreatment.REJECT ? firstBare(data) : data.length();
        int nul = rejectsNul && data.indexOf('\0') >= 0 ? data.indexOf('\0') : data.length();
        int passes = Math.min(bare, nul);
        String output =
                newlines == NewlineTreatment.NORMALIZE ? normalize(data, passes, end) : data.substring(0, passes);
        return new SlowMailData(output, end, passes < data.length());
    }

    private static int firstBare(String data) {
        int at = 0;
        while (at < data.length() && !isBare(data, at)) {
            at++;
        }
        return at;
    }

    private static boolean isBare(String data, int at) {
        return switch (data.charAt(at)) {
            case '\r' -> !data.startsWith("\n", at + 1);
            case '\n' -> at == 0 || data.charAt(at - 1) != '\r';
            default -> false;
        };
    }

    /** The first octets of {@code data}, so many, with nothing in them but whole line ends, and dots only where they were. */
    private static String normalize(String data, int octets, int end) {
        var out = new StringBuilder();
        int lineStart = 0;
        for (int at = 0; at < octets; at++) {
            char octet = data.charAt(at);
            if (octet == '\n') {
                boolean dot = out.substring(lineStart).equals(".") && at + 1 != end;
                out.append(dot ? ".\r\n" : "\r\n");
                lineStart = out.length();
            } else if (octet == '\r') {
                out.append(isBare(data, at) ? " " : "");
            } else {
                out.append(octet);
            }
        }
        return out.toString();
    }

    @Override
    public String toString() {
        return "%s, end at %d%s".formatted(CaseText.written(output), end, rejected ? ", rejected" : "");
    }
}
