package org.smtpward.maildata;

/**
 * What {@link MailDataScanner} is to do, on a whole text and line by line: slow, and short enough to be seen to be right.
 *
 * @param output what the backend gets
 * @param end the length of the input up to its end, or -1 when there is none
 */
record SlowScanner(String output, int end) {
    private static final String END = "\r\n.\r\n";

    static SlowScanner pass(String in) {
        int end = end(in);
        return new SlowScanner(end < 0 ? withoutLastCr(in) : in.substring(0, end), end);
    }

    /** Nothing from the first octet on that is a NUL or a CR or LF without the other. */
    static SlowScanner reject(String in) {
        int end = end(in);
        String data = end < 0 ? withoutLastCr(in) : in.substring(0, end);
        String clean = data.replace("\r\n", "\u0100\u0100");
        int first = 0;
        while (first < clean.length() && "\0\r\n".indexOf(clean.charAt(first)) < 0) {
            first++;
        }
        return new SlowScanner(data.substring(0, first), end);
    }

    static SlowScanner normalize(String in) {
        int end = end(in);
        String data = end < 0 ? withoutLastCr(in) : in.substring(0, end);
        var out = new StringBuilder();
        var line = new StringBuilder();
        for (int i = 0; i < data.length(); i++) {
            boolean crlf = data.startsWith("\r\n", i);
            if (data.charAt(i) == '\n' || crlf) {
                i += crlf ? 1 : 0;
                boolean isEnd = i + 1 == end;
                out.append(line.toString().equals(".") && !isEnd ? ".." : line).append("\r\n");
                line.setLength(0);
            } else {
                line.append(data.charAt(i) == '\r' ? ' ' : data.charAt(i));
            }
        }
        return new SlowScanner(out.append(line).toString(), end);
    }

    /** The first line may be the end already: 354 came before it. */
    private static int end(String in) {
        int at = ("\r\n" + in).indexOf(END);
        return at < 0 ? -1 : at + END.length() - 2;
    }

    /** It is held back until the octet behind it tells what it is. */
    private static String withoutLastCr(String in) {
        return in.endsWith("\r") ? in.substring(0, in.length() - 1) : in;
    }
}
