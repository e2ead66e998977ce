package org.smtpward.faults;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Brings a session to a step: both peers do as they should, in turn. */
final class Script implements AutoCloseable {
    private static final String EHLO = "EHLO client.example";
    private static final String HALF = "Subject: x\r\n\r\nhalf\r\n";

    private final Scene scene;
    private final Step.Setting setting;
    private Wire client;
    private Wire backend;

    Script(Scene scene, Step.Setting setting) {
        this.scene = scene;
        this.setting = setting;
    }

    Wire client() {
        return client;
    }

    /** Null before it is connected. */
    Wire backend() {
        return backend;
    }

    void reach(Step step, Side misbehaving) throws IOException {
        reach(step);
        if (misbehaving == Side.BACKEND && step.isHandshakeOf(Side.BACKEND)) {
            // Its beginning belongs to the handshake, not to what came before.
            backend.awaitOctet();
        }
    }

    private void reach(Step step) throws IOException {
        switch (step) {
            case CONNECTING -> client = scene.connect(setting);
            case BEFORE_GREETING, IMPLICIT_HANDSHAKE -> {
                client = scene.connect(setting);
                backend = scene.backendOf(client.address());
            }
            case IN_GREETING -> {
                reach(Step.BEFORE_GREETING);
                backend.say("220-mail.exam");
            }
            case GREETED -> {
                reach(Step.BEFORE_GREETING);
                backend.say(Step.BEFORE_GREETING.owed());
                expect("220 ", client.reply());
            }
            case EHLO_SENT -> {
                reach(Step.GREETED);
                send(EHLO);
            }
            case IN_EHLO_REPLY -> {
                reach(Step.EHLO_SENT);
                backend.say("250-mail.example.test\r\n250-PIPE");
            }
            case BETWEEN_COMMANDS -> {
                reach(Step.EHLO_SENT);
                answer("250-mail.example.test\r\n250-AUTH LOGIN\r\n250 PIPELINING");
            }
            case MAIL_SENT -> {
                reach(Step.BETWEEN_COMMANDS);
                send("MAIL FROM:<a@client.example>");
            }
            case RCPT_SENT -> {
                reach(Step.MAIL_SENT);
                answer("250 2.1.0 ok");
                send("RCPT TO:<b@example.test>");
            }
            case DATA_SENT -> {
                reach(Step.RCPT_SENT);
                answer("250 2.1.5 ok");
                send("DATA");
            }
            case IN_MAIL_DATA -> {
                reach(Step.DATA_SENT);
                beginMailData();
            }
            case END_OF_MAIL_DATA -> {
                reach(Step.IN_MAIL_DATA);
                send(".");
            }
            case IN_ITS_REPLY -> {
                reach(Step.END_OF_MAIL_DATA);
                backend.say("250-2.0.0 acc");
            }
            case AFTER_MAIL -> {
                reach(Step.END_OF_MAIL_DATA);
                answer("250 2.0.0 accepted");
            }
            case AUTH_CHALLENGE -> {
                reach(Step.BETWEEN_COMMANDS);
                send("AUTH LOGIN");
                answer("334 VXNlcm5hbWU6");
            }
            case AUTH_ANSWERED -> {
                reach(Step.AUTH_CHALLENGE);
                send("YWxpY2U=");
            }
            case QUIT_SENT -> {
                reach(Step.BETWEEN_COMMANDS);
                send("QUIT");
            }
            case STARTTLS_SAID -> {
                reach(Step.BETWEEN_COMMANDS);
                client.say("STARTTLS\r\n");
                expect("220 2.0.0 ", client.reply());
            }
            case CLIENT_HANDSHAKE -> {
                reach(Step.STARTTLS_SAID);
                client.sayRaw(scene.keys().clientHello());
                // A whole header of the server's first record: it has taken the ClientHello.
                expect("\26\3\3", client.read(5));
            }
            case IN_TLS -> {
                reach(Step.STARTTLS_SAID);
                client.startTls(scene.keys().client(), true);
                hello("250 PIPELINING");
            }
            case IMPLICIT_TLS -> {
                reach(Step.BEFORE_GREETING);
                backend.say(Step.BEFORE_GREETING.owed());
            }
            case MIRROR_STARTTLS_SAID, PASSED_ON_STARTTLS -> {
                reach(Step.GREETED);
                hello("250-STARTTLS\r\n250 PIPELINING");
                send("STARTTLS");
            }
            case MIRROR_HANDSHAKE -> {
                reach(Step.MIRROR_STARTTLS_SAID);
                backend.say(Step.MIRROR_STARTTLS_SAID.owed());
            }
            case MIRROR_NEW_GREETING -> {
                reach(Step.MIRROR_HANDSHAKE);
                backend.close();
                backend = scene.backendOf(client.address());
            }
            case MIRROR_IN_TLS -> {
                reach(Step.MIRROR_HANDSHAKE);
                backend.startTls(scene.keys().server(), false);
                expect("220 2.0.0 ", client.reply());
                client.startTls(scene.keys().client(), true);
                hello("250 PIPELINING");
            }
            case MIRROR_IN_MAIL_DATA -> {
                reach(Step.MIRROR_IN_TLS);
                send("MAIL FROM:<a@client.example>");
                answer("250 2.1.0 ok");
                send("RCPT TO:<b@example.test>");
                answer("250 2.1.5 ok");
                send("DATA");
                beginMailData();
            }
            case MIRROR_END_OF_MAIL_DATA -> {
                reach(Step.MIRROR_IN_MAIL_DATA);
                send(".");
            }
            case PASSED_ON -> {
                reach(Step.PASSED_ON_STARTTLS);
                answer("220 2.0.0 go");
                handshakeWithEachOther();
                hello("250 PIPELINING");
            }
            case ALWAYS_EHLO_SENT -> {
                reach(Step.BEFORE_GREETING);
                backend.say(Step.BEFORE_GREETING.owed());
                expect("EHLO ", backend.line());
            }
            case ALWAYS_STARTTLS_SAID -> {
                reach(Step.ALWAYS_EHLO_SENT);
                backend.say(Step.ALWAYS_EHLO_SENT.owed());
                expect("STARTTLS", backend.line());
            }
            case ALWAYS_HANDSHAKE -> {
                reach(Step.ALWAYS_STARTTLS_SAID);
                backend.say(Step.ALWAYS_STARTTLS_SAID.owed());
            }
        }
    }

    private void handshakeWithEachOther() throws IOException {
        var server = CompletableFuture.runAsync(() -> {
            try {
                backend.startTls(scene.keys().server(), false);
            } catch (IOException e) {
                throw new CompletionException(e);
            }
        });
        client.startTls(scene.keys().client(), true);
        server.join();
    }

    private void hello(String keywords) throws IOException {
        send(EHLO);
        answer("250-mail.example.test\r\n" + keywords);
    }

    private void beginMailData() throws IOException {
        answer("354 go ahead");
        client.say(HALF);
        expect(HALF, backend.read(HALF.length()));
    }

    /** A line of the client that the backend gets as it is. */
    private void send(String line) throws IOException {
        client.say(line + "\r\n");
        expect(line, backend.line());
    }

    /** A reply of the backend that reaches the client. */
    private void answer(String reply) throws IOException {
        backend.say(reply + "\r\n");
        expect(reply.substring(0, 3), client.reply());
    }

    private static void expect(String beginning, String line) throws IOException {
        if (!line.startsWith(beginning)) {
            throw new IOException("expected \"" + beginning + "\", but it was: " + line);
        }
    }

    @Override
    public void close() throws IOException {
        if (backend != null) {
            backend.close();
        }
        if (client != null) {
            client.close();
            scene.forget(client.address());
        }
    }
}
