package org.smtpward.policy;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.smtpward.maildata.NewlineTreatment;
import org.smtpward.policy.rule.BareNewline;
import org.smtpward.policy.rule.CommandSyntax;
import org.smtpward.policy.rule.CustomRule;
import org.smtpward.policy.rule.ForeignProtocol;
import org.smtpward.policy.rule.SevenBit;
import org.smtpward.policy.rule.UnknownCommand;

/**
 * The rules in the order in which they are asked, and what each does with a match. Immutable: shared by all sessions,
 * replaced whole on reload. What it means for one session is {@link SessionRules}' business.
 */
public final class Policy {
    private final Map<RuleId, Mode> modes;
    private final Map<RuleId, Predicate<String>> exempt;
    private final NewlineTreatment newlinesInData;
    private final List<Rule> commandRules;
    private final List<CustomRule> replyRules;

    /**
     * @param modes for the rules that have one; the others are enforced
     * @param exempt by rule, whether it leaves the client alone that has the address (in text form)
     * @param newlinesInCommands what an enforced {@code bare-newline} does about commands
     * @param newlinesInData what it does about mail data
     * @param custom the site's own rules
     */
    public Policy(
            Map<RuleId, Mode> modes,
            Map<RuleId, Predicate<String>> exempt,
            NewlineTreatment newlinesInCommands,
            NewlineTreatment newlinesInData,
            List<CustomRule> custom) {
        this.modes = new EnumMap<>(RuleId.class);
        for (RuleId rule : RuleId.values()) {
            this.modes.put(rule, modes.getOrDefault(rule, rule.under(Mode.ENFORCE)));
        }
        this.exempt = Map.copyOf(exempt);
        this.newlinesInData = newlinesInData;
        // Another protocol comes first, so that a browser's header line is reported as what it is.
        var rules = new ArrayList<Rule>(List.of(
                new ForeignProtocol(), new CommandSyntax(), new BareNewline(newlinesInCommands), new UnknownCommand()));
        custom.stream().filter(rule -> !rule.isAboutReplies()).forEach(rules::add);
        // Last: it lets the command pass.
        rules.add(new SevenBit());
        this.commandRules =
                rules.stream().filter(rule -> mode(rule) != Mode.OFF).toList();
        this.replyRules = custom.stream()
                .filter(rule -> rule.isAboutReplies() && mode(rule) != Mode.OFF)
                .toList();
    }

    /** The mode of {@code rule}. */
    public Mode mode(RuleId rule) {
        return Objects.requireNonNull(modes.get(rule));
    }

    /** The mode of {@code rule}, which may be one of several with the same name. */
    Mode mode(Rule rule) {
        return rule instanceof CustomRule custom ? custom.mode() : mode(rule.id());
    }

    /** The rules for commands that are not off, in order. */
    List<Rule> commandRules() {
        return commandRules;
    }

    /** The site's own rules for replies that are not off, in order. */
    List<CustomRule> replyRules() {
        return replyRules;
    }

    /** What an enforced {@code bare-newline} does about mail data. */
    NewlineTreatment newlinesInData() {
        return newlinesInData;
    }

    /** The rules that leave the client with this address alone. */
    Set<RuleId> exemptions(String clientAddress) {
        Set<RuleId> found = EnumSet.noneOf(RuleId.class);
        exempt.forEach((rule, networks) -> {
            if (networks.test(clientAddress)) {
                found.add(rule);
            }
        });
        return found;
    }
}
