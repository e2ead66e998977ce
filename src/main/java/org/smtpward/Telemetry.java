package org.smtpward;

import java.io.OutputStream;
import org.smtpward.backend.BackendListener;
import org.smtpward.command.Verb;
import org.smtpward.config.Configuration;
import org.smtpward.listener.Traffic;
import org.smtpward.policy.Phase;
import org.smtpward.policy.RuleMatch;
import org.smtpward.rewrite.Rewriter;
import org.smtpward.session.CloseCause;
import org.smtpward.session.MessageResult;
import org.smtpward.session.SessionFacts;
import org.smtpward.session.SessionListener;

/** STUB for the moment. */
final class Telemetry implements SessionListener, Traffic, BackendListener, AutoCloseable {
    private final OutputStream sink;

    Telemetry(Configuration configuration, OutputStream eventSink) {
        this.sink = eventSink;
    }

    @Override
    public void onCommand(Verb verb, Phase phase) {}

    @Override
    public void onRuleMatch(SessionFacts session, RuleMatch match) {
        try {
            sink.write((match + "\n").getBytes());
            sink.flush();
        } catch (java.io.IOException e) {
        }
    }

    @Override
    public void onReply(int code) {}

    @Override
    public void onReplyRewritten(Rewriter rewriter) {}

    @Override
    public void onMessage(MessageResult result) {}

    @Override
    public void onClosed(SessionFacts session, CloseCause cause) {}

    @Override
    public void onConnection(String listener, boolean admitted) {}

    @Override
    public void onSessionBegins(String listener) {}

    @Override
    public void onSessionEnds(String listener, long nanos) {}

    @Override
    public void onClientOctets(int read, int written) {}

    @Override
    public void onClientHandshake(String version) {}

    @Override
    public void onConnect(boolean connected, long nanos) {}

    @Override
    public void onHandshake(String version) {}

    @Override
    public void onOctets(int read, int written) {}

    @Override
    public void close() {}
}
