package org.smtpward.config;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What the client may see of the backend's reply to EHLO.
 *
 * @param hide EHLO keywords, in capitals, that are removed in addition to those that always are
 */
public record EhloOptions(List<String> hide) {
    /** RFC 5321 §4.1.1.1, ehlo-keyword; sendmail and others also have one with an equals sign, AUTH=. */
    private static final Pattern KEYWORD = Pattern.compile("[A-Za-z0-9][A-Za-z0-9=-]{0,63}");

    public EhloOptions {
        hide = hide.stream().map(EhloOptions::requireKeyword).toList();
    }

    static Answer<EhloOptions> read(Section ehlo) {
        var hide = ehlo.ask("hide")
                .each(element -> element.text("an EHLO keyword such as ETRN", EhloOptions::requireKeyword));
        return ehlo.assemble(() -> new EhloOptions(hide.get()));
    }

    private static String requireKeyword(String word) {
        if (!KEYWORD.matcher(word).matches()) {
            throw new IllegalArgumentException("not an EHLO keyword: " + word);
        }
        return word.toUpperCase(Locale.ROOT);
    }
}
