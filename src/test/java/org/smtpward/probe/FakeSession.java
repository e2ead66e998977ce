package org.smtpward.probe;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.net.ssl.SNIMatcher;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.smtpward.probe.FakeServer.Hole;

/** One connection to {@link FakeServer}. */
final class FakeSession {
    private static final int AUTH_BUFFER = 12_287;

    private final Set<Hole> holes;
    private final SSLContext tls;
    private final List<String> messages;
    private Socket socket;
    private InputStream in;
    private boolean secure;
    private boolean sevenBit;
    private int unknown;

    /** @param messages gets the mail data that is accepted */
    FakeSession(Socket socket, Set<Hole> holes, SSLContext tls, List<String> messages) throws IOException {
        this.holes = holes;
        this.tls = tls;
        this.messages = messages;
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    void converse() throws IOException {
        if (has(Hole.IMPLICIT_TLS)) {
            secure(new byte[0]);
        }
        if (has(Hole.PROXY_HEADER)) {
            in.mark(64);
            socket.setSoTimeout(50);
            try {
                if (!line().startsWith("PROXY ")) {
                    in.reset();
                }
            } catch (SocketTimeoutException e) {
                // A client that waits.
            }
            socket.setSoTimeout(0);
        }
        if (has(Hole.GREET_PAUSE)) {
            in.mark(1);
            socket.setSoTimeout(100);
            try {
                in.read();
                say("554 talks first");
                return;
            } catch (SocketTimeoutException e) {
                socket.setSoTimeout(0);
            }
        }
        say("220 fake.test ESMTP");
        while (answer(line())) {
            // Goes on.
        }
    }

    /** False when that was all. */
    private boolean answer(String line) throws IOException {
        String verb = line.split("[ :]", 2)[0].toUpperCase(Locale.ROOT);
        String argument = line.substring(Math.min(line.length(), verb.length()));
        switch (verb) {
            case "EHLO" -> {
                if (line.contains("<")) {
                    say("501 no domain");
                } else if (!has(Hole.PIPELINING) && in.available() > 0) {
                    say("554 one at a time");
                    return false;
                } else {
                    say("250-fake.test\r\n"
                            + (secure || has(Hole.NO_STARTTLS) ? "" : "250-STARTTLS\r\n")
                            + (has(Hole.XCLIENT) ? "250-XCLIENT NAME ADDR\r\n" : "") + "250 8BITMIME");
                }
            }
            case "STARTTLS" -> {
                return startTls();
            }
            case "MAIL" -> {
                sevenBit = line.endsWith("BODY=7BIT");
                say(
                        !secure && has(Hole.CODE_403)
                                ? "403 4.7.0 encryption too weak 0 less than 112"
                                : "250 ok" + echo(argument));
            }
            case "RCPT" -> {
                boolean own = line.contains("@fake.test>");
                if (has(Hole.GREYLIST)) {
                    say("451 4.7.1 later");
                } else {
                    say((own || has(Hole.RELAY) ? "250 ok" : "550 5.7.1 not ours") + echo(argument));
                }
            }
            case "DATA" -> {
                if (!has(Hole.PIPELINING) && in.available() > 0) {
                    say("554 one at a time");
                    return false;
                }
                say("354 go on");
                data();
            }
            case "RSET" -> say("250 ok");
            case "NOOP", "HELP", "VRFY", "EXPN", "ETRN" -> say("250 ok" + echo(argument));
            case "AUTH" -> {
                say("503 no");
                if (has(Hole.LONG_AUTH) && line.length() > AUTH_BUFFER) {
                    return answer(line.substring(AUTH_BUFFER));
                }
            }
            case "QUIT" -> {
                say("221 bye");
                return false;
            }
            default -> {
                return unknown(line);
            }
        }
        return true;
    }

    private boolean unknown(String line) throws IOException {
        say("500 what" + (has(Hole.ECHO_UNKNOWN) ? " \"" + line + "\"" : ""));
        return has(Hole.GOES_ON) || has(Hole.GOES_ON_FOR_A_WHILE) && ++unknown < 3;
    }

    private String echo(String argument) {
        return has(Hole.ECHO_ARGUMENT) ? " " + argument.replace("\r", "") : "";
    }

    private void data() throws IOException {
        var text = new StringBuilder();
        while (!ends(text)) {
            int octet = in.read();
            if (octet < 0) {
                throw new IOException("gone");
            }
            text.append((char) (sevenBit && has(Hole.SEVEN_BIT) ? octet & 0x7f : octet));
        }
        messages.add(text.toString());
        say(has(Hole.REFUSES_MAIL) ? "550 not wanted" : "250 2.0.0 accepted");
    }

    private boolean ends(CharSequence text) {
        String all = text.toString();
        return all.endsWith("\r\n.\r\n")
                || has(Hole.LF_LF) && all.endsWith("\n.\n")
                || has(Hole.LF_CRLF) && all.endsWith("\n.\r\n")
                || has(Hole.CRLF_LF) && all.endsWith("\r\n.\n")
                || has(Hole.CR_CR) && all.endsWith("\r.\r")
                || has(Hole.CR_CRLF) && all.endsWith("\r.\r\n")
                || has(Hole.CRLF_CR) && all.endsWith("\r\n.\r")
                || has(Hole.NUL) && all.replace("\0", "").endsWith("\r\n.\r\n");
    }

    private boolean startTls() throws IOException {
        byte[] behind = in.readNBytes(in.available());
        if (behind.length > 0 && has(Hole.ANSWERS_BEHIND_STARTTLS)) {
            socket.getOutputStream().write("220 go\r\n250 ok\r\n".getBytes(ISO_8859_1));
            return true;
        }
        if (behind.length > 0 && !has(Hole.INJECTION)) {
            say("554 talks too much");
            return false;
        }
        say("220 go");
        secure(behind);
        return true;
    }

    /** @param behind what came in the clear and counts as if it had come in TLS */
    private void secure(byte[] behind) throws IOException {
        SSLSocket over = (SSLSocket) tls.getSocketFactory().createSocket(socket, null, true);
        over.setHandshakeApplicationProtocolSelector((handshake, offered) -> has(Hole.ANY_ALPN) ? "" : null);
        if (!has(Hole.ANY_NAME)) {
            SSLParameters parameters = over.getSSLParameters();
            parameters.setSNIMatchers(List.of(new OursAlone()));
            over.setSSLParameters(parameters);
        }
        over.startHandshake();
        socket = over;
        in = new BufferedInputStream(
                behind.length == 0
                        ? over.getInputStream()
                        : new SequenceInputStream(new ByteArrayInputStream(behind), over.getInputStream()));
        secure = true;
    }

    private boolean has(Hole hole) {
        return holes.contains(hole);
    }

    private void say(String line) throws IOException {
        socket.getOutputStream().write((line + "\r\n").getBytes(ISO_8859_1));
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                throw new IOException("gone");
            }
            line.append((char) octet);
        }
        return line.toString().replaceFirst("\r$", "");
    }

    /** No name but localhost. */
    private static final class OursAlone extends SNIMatcher {
        OursAlone() {
            super(0);
        }

        @Override
        public boolean matches(SNIServerName name) {
            return new String(name.getEncoded(), ISO_8859_1).equals("localhost");
        }
    }
}
