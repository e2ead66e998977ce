package org.smtpward.demo;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocket;

/** One connection to the stand-in: what stands around the commands, among it the ends and what changes how octets are read. */
final class StandInSession {
    /** sendmail's MAXBADCOMMANDS: so many are answered, one more is the end. */
    private static final int MAX_BAD_COMMANDS = 25;

    /** Octets of a command, CRLF included. */
    private static final int MAX_LINE = 2048;

    /** What sendmail calls an open proxy. It looks for it once, in the first command. */
    private static final Pattern OPEN_PROXY =
            Pattern.compile("(?:GET|POST|CONNECT|USER)\\s.*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private final StandIn.Options options;
    private final Journal journal;
    private final SendmailInput input;
    private final SendmailCommands commands;
    private Socket socket;
    private boolean first = true;
    private int badCommands;

    StandInSession(Socket socket, StandIn.Options options, Journal journal) throws IOException {
        this.socket = socket;
        this.options = options;
        this.journal = journal;
        this.input = new SendmailInput(socket.getInputStream());
        this.commands = new SendmailCommands(
                socket.getInetAddress().getHostAddress(), options.startTls().isPresent());
        socket.setTcpNoDelay(true);
    }

    /** Speaks with the client until one of both has enough. */
    void converse() throws IOException {
        put(commands.greeting());
        Optional<String> line = input.line();
        while (line.isPresent() && onLine(line.get())) {
            line = input.line();
        }
    }

    /** Whether the session goes on. */
    private boolean onLine(String line) throws IOException {
        journal.onCommand(line);
        String reply = reply(line);
        if (reply.startsWith("500") && ++badCommands > MAX_BAD_COMMANDS) {
            reply = commands.tooManyBadCommands();
        }
        put(reply);
        first = false;
        String code = reply.substring(0, 3);
        return switch (code) {
            case "421", "221" -> false;
            case "220" -> startTls();
            case "334" -> authenticate();
            case "354" -> mailData();
            default -> true;
        };
    }

    private String reply(String line) {
        boolean isAuth = line.regionMatches(true, 0, "AUTH ", 0, 5);
        if (line.length() + 2 > MAX_LINE && !isAuth) {
            return commands.commandTooLong();
        }
        if (first && OPEN_PROXY.matcher(line).matches()) {
            return commands.rejectingOpenProxy();
        }
        return options.replyTo(line.stripLeading()).orElseGet(() -> {
            String reply = commands.run(line);
            input.stripEighthBit(commands.isSevenBit());
            return reply;
        });
    }

    private boolean startTls() throws IOException {
        ThrowAwayCertificate certificate = options.startTls().orElseThrow();
        try {
            SSLSocket tls = (SSLSocket) certificate
                    .serverContext()
                    .getSocketFactory()
                    .createSocket(socket, socket.getInetAddress().getHostAddress(), socket.getPort(), true);
            tls.setUseClientMode(false);
            tls.startHandshake();
            socket = tls;
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
        input.continueWith(socket.getInputStream());
        commands.onTls();
        return true;
    }

    /** The rest of an AUTH dialogue; the responses are not commands, so they are not kept. */
    private boolean authenticate() throws IOException {
        String reply = "334";
        while (reply.startsWith("334")) {
            Optional<String> response = input.line();
            if (response.isEmpty()) {
                return false;
            }
            reply = commands.authResponse(response.get());
            put(reply);
        }
        return true;
    }

    private boolean mailData() throws IOException {
        Optional<byte[]> octets = input.mailData();
        if (octets.isPresent()) {
            // The journal comes first: whoever has read the reply finds the message there.
            Optional<String> fixed = options.replyTo(".");
            if (fixed.isEmpty() || fixed.get().startsWith("2")) {
                int number = journal.onMessage(commands.message(octets.get()));
                put(fixed.orElseGet(() -> commands.accepted(number)));
            } else {
                put(fixed.get());
            }
            commands.endTransaction();
        }
        return octets.isPresent();
    }

    private void put(String reply) throws IOException {
        byte[] octets = (reply.replace("\n", "\r\n") + "\r\n").getBytes(ISO_8859_1);
        socket.getOutputStream().write(octets);
        socket.getOutputStream().flush();
    }
}
