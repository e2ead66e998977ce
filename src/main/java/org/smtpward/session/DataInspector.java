package org.smtpward.session;

import io.netty.buffer.ByteBuf;
import java.util.Optional;
import org.smtpward.maildata.Inspector;
import org.smtpward.maildata.NewlineTreatment;
import org.smtpward.policy.RuleId;

/** Sends the mail data of a session to its backend and asks the session's rules about what is odd in it. */
final class DataInspector implements Inspector {
    private final Session session;

    private DataInspector(Session session) {
        this.session = session;
    }

    /** For one message. The backend gets a trace field too, where one is wanted and it does not see the client. */
    static Inspector of(Session session) {
        var data = new DataInspector(session);
        Optional<ReceivedField> trace = session.settings.trace();
        return trace.isPresent() && !session.legs.isClientShown() ? new TracedData(session, trace.get(), data) : data;
    }

    @Override
    public void pass(ByteBuf in, int start, int end) {
        session.toBackend.pass(in, start, end);
    }

    @Override
    public void write(ByteBuf octets) {
        session.toBackend.write(octets);
    }

    @Override
    public NewlineTreatment onBareNewline() {
        return session.rules.onBareNewlineInData("a bare CR or LF in mail data");
    }

    @Override
    public boolean rejectsNul() {
        return session.rules.ends(RuleId.NUL_IN_DATA, "a NUL in mail data", "");
    }
}
