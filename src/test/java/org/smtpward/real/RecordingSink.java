package org.smtpward.real;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A mail server that is fast: takes every mail for {@code example.test} and keeps of it how many octets it had, and their
 * checksum. It speaks SMTP by the letter (RFC 5321, 2920, 6152) and complains about everything else.
 */
final class RecordingSink implements AutoCloseable {
    private final Map<String, List<Fingerprint>> mails = new ConcurrentHashMap<>();
    private final Queue<String> complaints = new ConcurrentLinkedQueue<>();
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final ServerSocket listener;

    private RecordingSink(ServerSocket listener) {
        this.listener = listener;
    }

    static RecordingSink start() throws IOException {
        RecordingSink sink = new RecordingSink(new ServerSocket(0, 100, InetAddress.getLoopbackAddress()));
        Thread.ofVirtual().start(sink::accept);
        return sink;
    }

    InetSocketAddress address() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    /** By their first recipient, all that came. A mail is here before its 250 is sent. */
    Map<String, List<Fingerprint>> mails() {
        return Map.copyOf(mails);
    }

    /** What it was sent and should not have been. */
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                sockets.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException e) {
            // closed: the test is over
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            new Dialogue(socket).run();
        } catch (IOException e) {
            // Whoever did not finish misses in the record.
        }
    }

    /** One session. */
    private final class Dialogue {
        private final SinkStream stream;
        private final List<String> recipients = new ArrayList<>();

        Dialogue(Socket socket) throws IOException {
            this.stream = new SinkStream(socket);
        }

        void run() throws IOException {
            stream.reply("220 mail.example.test ESMTP sink");
            String line = stream.line();
            while (!line.equals("QUIT\r\n")) {
                if (line.isEmpty()) {
                    return; // smtpward connects now and then to see whether we are there
                }
                answer(line);
                line = stream.line();
            }
            stream.reply("221 2.0.0 mail.example.test closing connection");
            stream.flush();
        }

        private void answer(String line) throws IOException {
            String verb = line.length() < 6 ? line : line.substring(0, 4);
            switch (verb) {
                case "EHLO" ->
                    stream.reply("250-mail.example.test Hello\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SIZE");
                case "MAIL" -> stream.reply("250 2.1.0 " + path(line) + "... Sender ok");
                case "RCPT" -> onRecipient(line);
                case "RSET" -> {
                    recipients.clear();
                    stream.reply("250 2.0.0 Reset state");
                }
                case "DATA" -> onData();
                default -> {
                    complaints.add(line);
                    stream.reply("500 5.5.1 Command unrecognized");
                }
            }
        }

        /** It takes mail and does not relay: smtpward asks for both before it starts. */
        private void onRecipient(String line) throws IOException {
            if (line.endsWith("@example.test>\r\n")) {
                recipients.add(line.substring(line.indexOf('<') + 1, line.indexOf('@')));
                stream.reply("250 2.1.5 " + path(line) + "... Recipient ok");
            } else if (line.endsWith("<postmaster>\r\n")) {
                stream.reply("250 2.1.5 <postmaster>... Recipient ok");
            } else {
                stream.reply("550 5.7.1 Relaying denied");
            }
        }

        private static String path(String line) {
            return line.substring(line.indexOf('<'), line.indexOf('>') + 1);
        }

        private void onData() throws IOException {
            if (recipients.isEmpty()) {
                complaints.add("DATA without RCPT");
                stream.reply("503 5.0.0 Need RCPT (recipient)");
                return;
            }
            stream.reply("354 Enter mail, end with \".\" on a line by itself");
            Fingerprint fingerprint = stream.mailData();
            mails.merge(recipients.getFirst(), List.of(fingerprint), (before, more) -> {
                List<Fingerprint> all = new ArrayList<>(before);
                all.addAll(more);
                return all;
            });
            stream.reply("250 2.0.0 " + recipients.getFirst() + " Message accepted for delivery");
            recipients.clear();
        }
    }
}
