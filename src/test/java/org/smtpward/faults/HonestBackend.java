package org.smtpward.faults;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A backend that goes on as it should, from any step, until the connection ends; keeps what it has heard. */
final class HonestBackend {
    private final Keys keys;
    private final Wire wire;
    private final List<String> heard = new ArrayList<>();
    private boolean inData;
    private boolean inAuth;
    private boolean offersTls;

    HonestBackend(Keys keys, Wire wire) {
        this.keys = keys;
        this.wire = wire;
    }

    /** The verbs of what it has heard. */
    List<String> heard() {
        return heard;
    }

    /** From the beginning, on a connection that takes the place of another. */
    void serve() {
        run(Step.BEFORE_GREETING);
    }

    void goOn(Step step) {
        inData = step.isInMailData() || step == Step.DATA_SENT;
        inAuth = step == Step.AUTH_CHALLENGE;
        offersTls = step.setting() == Step.Setting.ALWAYS;
        run(step);
    }

    /** After a reply that was a refusal, as if it owed nothing. */
    void goOnBehindRefusal(Step step) {
        inData = step.isInMailData();
        try {
            listen();
        } catch (IOException e) {
            // The end.
        }
    }

    private void run(Step step) {
        try {
            if (step.isHandshakeOf(Side.BACKEND)) {
                wire.startTls(keys.server(), false);
            }
            wire.say(step == Step.IMPLICIT_HANDSHAKE ? Step.BEFORE_GREETING.owed() : step.owed());
            if (step.owed().startsWith("220 2.0.0")) {
                wire.startTls(keys.server(), false);
            }
            listen();
        } catch (IOException e) {
            // The end.
        } finally {
            closeQuietly();
        }
    }

    private void listen() throws IOException {
        while (true) {
            onLine(wire.line());
        }
    }

    private void onLine(String line) throws IOException {
        String verb = line.split(" ", 2)[0].toUpperCase(Locale.ROOT);
        if (inData) {
            if (line.equals(".")) {
                heard.add("a mail");
                inData = false;
                wire.say("250 2.0.0 accepted\r\n");
            }
            return;
        }
        if (inAuth) {
            heard.add("an answer");
            inAuth = false;
            wire.say("535 5.7.0 no\r\n");
            return;
        }
        heard.add(verb.chars().allMatch(octet -> octet > ' ' && octet < 127) ? verb : Replies.GARBAGE);
        switch (verb) {
            case "EHLO" -> wire.say("250-mail.example.test\r\n250 " + (offersTls ? "STARTTLS" : "PIPELINING") + "\r\n");
            case "STARTTLS" -> {
                wire.say("220 2.0.0 go\r\n");
                wire.startTls(keys.server(), false);
                offersTls = false;
            }
            case "DATA" -> {
                wire.say("354 go ahead\r\n");
                inData = true;
            }
            case "QUIT" -> {
                wire.say("221 2.0.0 bye\r\n");
                wire.closePolitely();
            }
            default -> wire.say("250 2.0.0 ok\r\n");
        }
    }

    private void closeQuietly() {
        try {
            wire.close();
        } catch (IOException e) {
            // It is of no use any more.
        }
    }
}
