package org.smtpward.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.smtpward.command.Verb;
import org.smtpward.policy.Phase;
import org.smtpward.policy.RuleMatch;
import org.smtpward.rewrite.Rewriter;
import org.smtpward.session.ClientHelloFacts;
import org.smtpward.session.CloseCause;
import org.smtpward.session.Legs;
import org.smtpward.session.MessageReport;
import org.smtpward.session.Peer;
import org.smtpward.session.Session;
import org.smtpward.session.SessionFacts;
import org.smtpward.session.SessionListener;
import org.smtpward.session.SessionSettings;
import org.smtpward.session.TlsTrouble;

/** A client's connection to sendmail through a session of ours; also the session's two legs, without sockets. */
final class Proxied implements Connection, Legs, SessionListener {
    /** The matches of rules, in order. */
    final List<RuleMatch> matches = new ArrayList<>();

    /** Why the session ended. */
    Optional<CloseCause> cause = Optional.empty();

    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false);
    private final Sendmail sendmail;
    private final Session session;
    private final ByteArrayOutputStream toBackend = new ByteArrayOutputStream();
    private final ByteArrayOutputStream seen = new ByteArrayOutputStream();
    private boolean clientHandshakes;
    private boolean backendGone;

    Proxied(Sendmail sendmail, SessionSettings settings) {
        this.sendmail = sendmail;
        this.session = new Session(
                new Peer("session-1", "smtp", "192.0.2.1", 40_000), "proxy.example", settings, this, this, () -> 0);
        session.start(false);
    }

    @Override
    public void send(byte[] octets) {
        ByteBuf segment = allocator.buffer(Math.max(64, octets.length));
        segment.writeBytes(octets);
        if (clientHandshakes && cause.isEmpty()) {
            session.tls().onNoClientHello(segment);
            segment.release();
            session.tls().onClientTlsRefused();
        } else {
            session.onClientOctets(segment);
            session.onReadComplete();
        }
    }

    @Override
    public void handshake(Step.Handshake hello) {
        settle();
        if (!clientHandshakes || cause.isPresent()) {
            return;
        }
        var facts = new ClientHelloFacts(Optional.of("mail.example.test"), hello.alpn());
        if (session.tls().onClientHello(facts, hello.covered()).isPresent()) {
            session.tls().onClientTlsRefused();
        } else {
            clientHandshakes = false;
            session.tls().onClientTls("TLSv1.3", Optional.empty());
        }
    }

    /** The backend answers until it has no more to say. */
    @Override
    public void settle() {
        byte[] said = sendmail.takeOutput();
        while (said.length > 0 || toBackend.size() > 0) {
            if (said.length > 0) {
                session.onBackendOctets(allocator.buffer(said.length).writeBytes(said));
                session.onReadComplete();
            }
            byte[] octets = toBackend.toByteArray();
            toBackend.reset();
            if (octets.length > 0 && !sendmail.isClosed()) {
                sendmail.take(octets);
            }
            said = sendmail.takeOutput();
        }
        if (sendmail.isClosed() && !backendGone) {
            backendGone = true;
            session.onBackendGone();
        }
    }

    /** The client is gone, and all buffers are back where they came from. */
    @Override
    public void end() {
        settle();
        session.onClientGone();
        assertThat(allocator.metric().usedHeapMemory())
                .as("octets that nobody released")
                .isZero();
    }

    @Override
    public byte[] seen() {
        return seen.toByteArray();
    }

    @Override
    public int matches() {
        return matches.size();
    }

    @Override
    public ByteBufAllocator allocator() {
        return allocator;
    }

    @Override
    public void toClient(ByteBuf octets) {
        seen.writeBytes(ByteBufUtil.getBytes(octets));
        octets.release();
    }

    @Override
    public void toBackend(ByteBuf octets) {
        toBackend.writeBytes(ByteBufUtil.getBytes(octets));
        octets.release();
    }

    @Override
    public void flush() {}

    @Override
    public boolean isClientWritable() {
        return true;
    }

    @Override
    public boolean isBackendWritable() {
        return true;
    }

    @Override
    public void readClient(boolean wanted) {}

    @Override
    public void readBackend(boolean wanted) {}

    @Override
    public void startClientTls(ByteBuf lastInTheClear) {
        toClient(lastInTheClear);
        clientHandshakes = true;
    }

    @Override
    public boolean enterHandshake() {
        return true;
    }

    @Override
    public void leaveHandshake() {}

    @Override
    public void endBackend() {
        throw new IllegalStateException("only where TLS is passed on");
    }

    @Override
    public void startBackendTls() {
        sendmail.onTls();
        session.tls().onBackendTls();
    }

    @Override
    public boolean isBackendRight() {
        return true;
    }

    @Override
    public void reconnectBackend() {
        throw new IllegalStateException("no handshake has failed");
    }

    /** Time stands still. */
    @Override
    public boolean isClientShown() {
        return true;
    }

    @Override
    public void schedule(Duration delay, Runnable task) {}

    @Override
    public void close() {}

    @Override
    public void onCommand(Verb verb, Phase phase) {}

    @Override
    public void onRuleMatch(SessionFacts facts, RuleMatch match) {
        matches.add(match);
    }

    @Override
    public void onReply(int code) {}

    @Override
    public void onReplyRewritten(Rewriter rewriter) {}

    @Override
    public void onMessage(SessionFacts session, MessageReport message) {}

    @Override
    public void onBackendTlsTrouble(SessionFacts session, TlsTrouble trouble) {}

    @Override
    public void onClosed(SessionFacts facts, CloseCause why) {
        cause = Optional.of(why);
    }
}
