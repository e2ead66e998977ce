package org.smtpward.monitoring;

import static java.util.stream.Collectors.toMap;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.smtpward.listener.ConnectionResult;
import org.smtpward.metrics.Leg;
import org.smtpward.metrics.MeterName;
import org.smtpward.metrics.TlsResult;
import org.smtpward.policy.Action;
import org.smtpward.policy.Phase;
import org.smtpward.policy.RuleId;
import org.smtpward.session.CloseCause;
import org.smtpward.session.MessageResult;

/** The series that a PromQL expression selects, as far as they are ours, and what may be asked of them. */
final class Selectors {
    private static final Pattern SELECTOR =
            Pattern.compile("(?<name>\\bsmtpward_[a-z0-9_]+)(?:\\{(?<matchers>[^}]*)})?(?:\\[(?<range>[^]]+)])?");
    private static final Pattern MATCHER =
            Pattern.compile("(?<label>[a-z_]+)(?<operator>=~|!~|!=|=)\"(?<value>[^\"]*)\"");
    private static final Map<String, MeterName> METERS =
            Arrays.stream(MeterName.values()).collect(toMap(MeterName::exported, Function.identity()));

    /** The values that a label may have, in one meter or another. */
    private static final Map<String, List<String>> VALUES = Map.of(
            "rule", values(RuleId.values(), RuleId::label),
            "action", values(Action.values(), Action::label),
            "phase", values(Phase.values(), Phase::label),
            "cause", values(CloseCause.values(), CloseCause::label),
            "leg", values(Leg.values(), Leg::label),
            "result",
                    Stream.of(
                                    values(ConnectionResult.values(), ConnectionResult::label),
                                    values(MessageResult.values(), MessageResult::label),
                                    values(TlsResult.values(), TlsResult::label))
                            .flatMap(List::stream)
                            .toList());

    private Selectors() {}

    /** One of them. */
    record Selector(String name, List<LabelMatcher> matchers, String range) {
        /** The meter; a histogram's series have suffixes. */
        MeterName meter() {
            MeterName meter = METERS.get(name.replaceFirst("(_bucket|_sum|_count|_max)$", ""));
            if (meter == null) {
                throw new AssertionError("no such metric: " + name);
            }
            return meter;
        }

        /** What is wrong with its labels: nothing would be selected, and nobody would notice. */
        Stream<String> mistakes() {
            return matchers.stream()
                    .filter(matcher -> !List.of("job", "instance").contains(matcher.label()))
                    .filter(matcher -> !meter().labels().contains(matcher.label()) || matcher.isOfNobody())
                    .map(matcher -> name + "{" + matcher + "}");
        }
    }

    /** A condition on a label. */
    record LabelMatcher(String label, String operator, String value) {
        private boolean isOfNobody() {
            if (!VALUES.containsKey(label)) {
                return false;
            }
            Pattern wanted = operator.endsWith("~") ? Pattern.compile(value) : Pattern.compile(Pattern.quote(value));
            return VALUES.get(label).stream()
                    .noneMatch(each -> wanted.matcher(each).matches());
        }

        @Override
        public String toString() {
            return label + operator + '"' + value + '"';
        }
    }

    static List<Selector> of(String expression) {
        return SELECTOR.matcher(expression)
                .results()
                .map(found -> {
                    Matcher selector = SELECTOR.matcher(found.group());
                    selector.matches();
                    String matchers = selector.group("matchers");
                    String range = selector.group("range");
                    return new Selector(
                            selector.group("name"),
                            matchers == null ? List.of() : matchers(matchers),
                            range == null ? "" : range);
                })
                .toList();
    }

    private static List<LabelMatcher> matchers(String text) {
        return MATCHER.matcher(text)
                .results()
                .map(found -> new LabelMatcher(found.group(1), found.group(2), found.group(3)))
                .toList();
    }

    private static <E> List<String> values(E[] all, Function<E, String> label) {
        return Arrays.stream(all).map(label).toList();
    }
}
