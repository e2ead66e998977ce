package org.smtpward.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Plays every check against one server, one after the other. */
public final class Prober {
    private static final Pattern STARTTLS = Pattern.compile("(?mi)^250[- ]STARTTLS\\b");

    private final Conversations server;
    private final Progress progress;

    /** Is told what goes on. */
    @FunctionalInterface
    public interface Progress {
        /** @param number from 1 on */
        void onCheck(int number, int of, Check check);
    }

    public Prober(Target target, Progress progress) {
        this.server = new Conversations(target);
        this.progress = progress;
    }

    /** @throws UnreachableException when it does not talk SMTP with us at all */
    public Report probe() throws UnreachableException {
        return probe(Catalogue.all());
    }

    Report probe(List<Check> checks) throws UnreachableException {
        Introduction introduction = introduce();
        var findings = new ArrayList<Finding>();
        for (Check check : checks) {
            progress.onCheck(findings.size() + 1, checks.size(), check);
            Verdict verdict = obstacle(check.needs(), introduction).orElseGet(() -> play(check));
            findings.add(new Finding(check, verdict));
        }
        return new Report(server.target(), introduction.greeting(), findings);
    }

    /**
     * What the server says about itself.
     *
     * @param tls empty, or why there is none
     */
    private record Introduction(String greeting, Optional<Verdict> tls) {}

    private Introduction introduce() throws UnreachableException {
        String greeting;
        boolean offered;
        boolean takesMail;
        try (Conversation conversation = server.connected()) {
            greeting = conversation.demandReply("greeting", 2).shown();
            offered = STARTTLS.matcher(conversation.hello().text()).find();
            takesMail = takesMail(conversation);
        } catch (OffScript e) {
            throw new UnreachableException(e.what());
        }
        if (server.target().implicitTls()) {
            return new Introduction(greeting, Optional.empty());
        }
        return new Introduction(greeting, offered ? tlsTrouble(takesMail) : skipped("STARTTLS is not offered"));
    }

    private Optional<Verdict> tlsTrouble(boolean takesMail) {
        try (Conversation conversation = server.secured()) {
            conversation.hello();
            if (!takesMail && takesMail(conversation)) {
                server.onMailNeedsTls();
            }
            return Optional.empty();
        } catch (OffScript e) {
            return Optional.of(new Verdict.Unclear(e.what()));
        }
    }

    private boolean takesMail(Conversation conversation) {
        return conversation.ask("MAIL FROM:<" + server.target().sender() + ">") instanceof Heard.Reply reply
                && reply.isPositive();
    }

    private Optional<Verdict> obstacle(Check.Needs needs, Introduction introduction) {
        Target target = server.target();
        return switch (needs) {
            case NOTHING -> Optional.empty();
            case CLEAR -> target.implicitTls() ? skipped("there is nothing in the clear") : Optional.empty();
            case TLS -> introduction.tls();
            case STARTTLS -> target.implicitTls() ? skipped("TLS is implicit") : introduction.tls();
            case DELIVERY ->
                target.deliverTo().isPresent() ? Optional.empty() : skipped("needs --deliver-to: a mail is accepted");
        };
    }

    private static Optional<Verdict> skipped(String why) {
        return Optional.of(new Verdict.Skipped(why));
    }

    private Verdict play(Check check) {
        try {
            return check.dialogue().play(server);
        } catch (OffScript e) {
            return new Verdict.Unclear(e.what());
        }
    }
}
