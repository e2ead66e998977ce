package org.smtpward.config;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The commands that pass.
 *
 * @param extra verbs, in capitals, that are forwarded in addition to those of SMTP
 */
public record CommandOptions(List<String> extra) {
    private static final Pattern VERB = Pattern.compile("[A-Za-z]{1,12}");

    /** Beginnings of a browser's request, and what sendmail itself takes for an open proxy's. */
    private static final Set<String> FOREIGN =
            Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "PRI", "USER");

    private static final Set<String> SPOOFING = Set.of("XCLIENT", "XFORWARD");

    public CommandOptions {
        extra = extra.stream().map(CommandOptions::requireVerb).toList();
    }

    static Answer<CommandOptions> read(Section commands) {
        var extra = commands.ask("extra")
                .each(element -> element.text("a verb of 1 to 12 letters", CommandOptions::requireVerb));
        return commands.assemble(() -> new CommandOptions(extra.get()));
    }

    private static String requireVerb(String word) {
        if (!VERB.matcher(word).matches()) {
            throw new IllegalArgumentException("not a verb: " + word);
        }
        String verb = word.toUpperCase(Locale.ROOT);
        if (FOREIGN.contains(verb)) {
            throw new InvalidOption(verb + " is refused: it begins a request of another protocol (CVE-2021-3618)");
        }
        if (SPOOFING.contains(verb)) {
            throw new InvalidOption(verb + " is refused: with it a client chooses the address that the backend sees");
        }
        if (verb.equals("BDAT")) {
            throw new InvalidOption("BDAT is refused: the octets behind it could not be told from commands");
        }
        return verb;
    }
}
