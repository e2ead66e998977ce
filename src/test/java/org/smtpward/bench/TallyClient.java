package org.smtpward.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** Asks a sink, directly, what it got of a load. */
public final class TallyClient {
    private static final int PATIENCE_MILLIS = 10_000;

    private TallyClient() {}

    /** What the sink there got of the load with this number ({@code Ledger.number}). */
    public static Tally ask(InetSocketAddress sink, String load) throws IOException {
        try (var socket = new Socket()) {
            socket.connect(sink, PATIENCE_MILLIS);
            socket.setSoTimeout(PATIENCE_MILLIS);
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
            reply(in, "220");
            socket.getOutputStream().write(("XTALLY " + load + "\r\n").getBytes(US_ASCII));
            return Tally.parse(reply(in, "250"));
        }
    }

    /** The text of all lines but the last. */
    private static List<String> reply(BufferedReader in, String code) throws IOException {
        var texts = new ArrayList<String>();
        while (true) {
            String line = in.readLine();
            if (line == null || !line.startsWith(code)) {
                throw new IOException("no sink of this benchmark: it says " + line);
            }
            if (line.length() < 4 || line.charAt(3) != '-') {
                return texts;
            }
            texts.add(line.substring(4));
        }
    }
}
