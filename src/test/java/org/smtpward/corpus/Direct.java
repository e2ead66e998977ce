package org.smtpward.corpus;

import java.io.ByteArrayOutputStream;

/** A client's connection to sendmail, with nobody between. */
final class Direct implements Connection {
    private final Sendmail sendmail;
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private final ByteArrayOutputStream seen = new ByteArrayOutputStream();

    Direct(Sendmail sendmail) {
        this.sendmail = sendmail;
    }

    @Override
    public void send(byte[] octets) {
        sent.writeBytes(octets);
    }

    @Override
    public void handshake(Step.Handshake hello) {
        settle();
        sendmail.onTls();
    }

    @Override
    public void settle() {
        seen.writeBytes(sendmail.takeOutput());
        if (sent.size() > 0 && !sendmail.isClosed()) {
            sendmail.take(sent.toByteArray());
        }
        sent.reset();
        seen.writeBytes(sendmail.takeOutput());
    }

    @Override
    public void end() {
        settle();
    }

    @Override
    public byte[] seen() {
        return seen.toByteArray();
    }

    @Override
    public int matches() {
        return 0;
    }
}
