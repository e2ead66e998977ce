package org.smtpward.sendmail;

import java.util.List;
import java.util.Optional;

/**
 * A map: {@code Kaccess hash -T<TMPF> /etc/mail/access}.
 *
 * @param line of the file
 * @param name as rules call it
 * @param type such as hash, dns, ldap
 * @param arguments options and, last, the file
 */
public record MapDefinition(int line, String name, String type, List<String> arguments) {
    public MapDefinition {
        arguments = List.copyOf(arguments);
    }

    static Optional<MapDefinition> parse(CfLine line) {
        String[] words = line.argument().strip().split("[ \t]+", -1);
        if (words.length < 2) {
            return Optional.empty();
        }
        List<String> all = List.of(words);
        return Optional.of(new MapDefinition(line.number(), words[0], words[1], all.subList(2, all.size())));
    }

    /** The file, without {@code .db}: the text file that it is made of has this name. */
    public Optional<String> file() {
        return arguments.stream()
                .filter(argument -> argument.startsWith("/"))
                .map(path -> path.endsWith(".db") ? path.substring(0, path.length() - 3) : path)
                .findFirst();
    }
}
