package org.smtpward.sendmail;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Lines of hosts.allow and hosts.deny that sendmail obeys, if it was built with TCPWRAPPERS: those for ALL and for sendmail. */
public final class TcpWrappers {
    public static final int MAX_OCTETS = 1 << 20;

    private TcpWrappers() {}

    /** Those lines, stripped. A line that ends in a backslash goes on in the next. */
    public static List<String> linesFor(byte[] octets) {
        var lines = new ArrayList<String>();
        String text = new String(octets, ISO_8859_1).replace("\\\n", " ");
        for (String line : text.split("\n", -1)) {
            String bare = line.strip();
            int colon = bare.indexOf(':');
            if (!bare.startsWith("#") && colon > 0 && names(bare.substring(0, colon))) {
                lines.add(bare);
            }
        }
        return List.copyOf(lines);
    }

    private static boolean names(String daemons) {
        for (String daemon : daemons.toLowerCase(Locale.ROOT).split("[ \t,]+", -1)) {
            if (daemon.equals("all") || daemon.equals("sendmail")) {
                return true;
            }
        }
        return false;
    }
}
