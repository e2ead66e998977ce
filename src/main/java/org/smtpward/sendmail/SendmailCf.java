package org.smtpward.sendmail;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A sendmail.cf or submit.cf, as far as it concerns a proxy: options, macros, classes, maps, milters and rules. Immutable.
 */
public final class SendmailCf {
    /** What readcf() knows as the first octet of a line. */
    private static final String KINDS = "RSDHCFMOPTVKEXQLZ";

    private final String file;
    private final List<Option> options = new ArrayList<>();
    private final Map<String, String> macros = new LinkedHashMap<>();
    private final List<ClassWords> classes = new ArrayList<>();
    private final Map<String, MapDefinition> maps = new LinkedHashMap<>();
    private final Map<String, Milter> milters = new LinkedHashMap<>();
    private final List<Rule> rules = new ArrayList<>();
    private boolean hasLocalMailer;

    /** @param name in full; options of one letter have none, and their letter stands in its place */
    private record Option(int line, String name, String value) {}

    /** @param file empty: the words stand in sendmail.cf itself */
    private record ClassWords(String name, String file, List<String> words) {}

    private SendmailCf(String file) {
        this.file = file;
    }

    /** Reads {@code file}, 4 MiB at most. */
    public static SendmailCf read(Path file) throws SendmailException {
        return read(file, file.toString());
    }

    /** @param name of the file in messages */
    public static SendmailCf read(Path file, String name) throws SendmailException {
        try {
            return parse(BoundedFile.read(file, CfLine.MAX_OCTETS), name);
        } catch (IOException e) {
            throw new SendmailException(name, BoundedFile.why(e));
        }
    }

    public static SendmailCf parse(byte[] octets, String file) throws SendmailException {
        var cf = new SendmailCf(file);
        String ruleset = "";
        for (CfLine line : CfLine.split(octets, file)) {
            if (line.kind() == 'S') {
                ruleset = rulesetName(line.argument());
            } else {
                cf.take(line, ruleset);
            }
        }
        if (!cf.hasLocalMailer) {
            throw new SendmailException(
                    file,
                    "defines no mailer \"local\"; it is cut short, or is no sendmail.cf (sendmail would refuse it)");
        }
        return cf;
    }

    private void take(CfLine line, String ruleset) throws SendmailException {
        String argument = line.argument();
        switch (line.kind()) {
            case 'R' -> rules.add(rule(line, ruleset));
            case 'O' -> options.add(option(line));
            case 'D' -> {
                String name = name(argument);
                macros.put(bare(name), argument.substring(name.length()).strip());
            }
            case 'C', 'T' -> addWords(line);
            case 'F' -> {
                String name = name(argument);
                classes.add(new ClassWords(bare(name), argument.substring(name.length()), List.of()));
            }
            case 'K' -> MapDefinition.parse(line).ifPresent(map -> maps.put(map.name(), map));
            case 'X' -> {
                Milter milter = Milter.parse(line);
                milters.put(milter.name(), milter);
            }
            case 'M' -> hasLocalMailer |= argument.split(",", -1)[0].strip().equals("local");
            default -> {
                if (KINDS.indexOf(line.kind()) < 0) {
                    throw new SendmailException(
                            file,
                            line.number(),
                            "unknown configuration line \"%s\"".formatted(Printable.of(cut(line.text()))));
                }
            }
        }
    }

    private static String cut(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "...";
    }

    private Rule rule(CfLine line, String ruleset) throws SendmailException {
        String[] parts = line.argument().split("\t+", 3);
        if (parts.length < 2) {
            throw new SendmailException(file, line.number(), "rule without a tab between its left and right side");
        }
        return new Rule(line.number(), ruleset, parts[0].strip(), parts[1].strip());
    }

    /** {@code O Name=value}, or {@code Oxvalue} where x is one octet. */
    private Option option(CfLine line) throws SendmailException {
        String argument = line.argument();
        if (argument.isEmpty()) {
            throw new SendmailException(file, line.number(), "option without a name");
        }
        if (argument.charAt(0) != ' ') {
            return new Option(
                    line.number(),
                    argument.substring(0, 1),
                    argument.substring(1).strip());
        }
        int equals = argument.indexOf('=');
        return equals < 0
                ? new Option(line.number(), argument.strip(), "")
                : new Option(
                        line.number(),
                        argument.substring(0, equals).strip(),
                        argument.substring(equals + 1).strip());
    }

    private void addWords(CfLine line) {
        String argument = line.argument();
        String name = line.kind() == 'T' ? "" : name(argument);
        String words = argument.substring(name.length()).strip();
        classes.add(new ClassWords(bare(name), "", List.of(words.split("[ \t]+", -1))));
    }

    /** {@code Scheck_relay}, {@code Scheck_relay=90}, {@code S3}. */
    private static String rulesetName(String argument) {
        int equals = argument.indexOf('=');
        return (equals < 0 ? argument : argument.substring(0, equals)).strip();
    }

    /** Of a macro or class: one octet, or several in braces, which stay. */
    private static String name(String argument) {
        int end = argument.startsWith("{") ? argument.indexOf('}') + 1 : Math.min(1, argument.length());
        return argument.substring(0, end);
    }

    private static String bare(String name) {
        return name.startsWith("{") ? name.substring(1, name.length() - 1) : name;
    }

    /** In messages. */
    public String file() {
        return file;
    }

    /** The last value of an option; sendmail ignores case, and takes an abbreviation of a long name. */
    public Optional<String> option(String name, char letter) {
        return options(name, letter).map(Option::value).reduce((earlier, later) -> later);
    }

    private Stream<Option> options(String name, char letter) {
        return options.stream().filter(option -> isOption(option.name(), name, letter));
    }

    private static boolean isOption(String written, String name, char letter) {
        if (written.length() == 1) {
            return letter != 0 && written.charAt(0) == letter;
        }
        boolean abbreviated =
                written.length() >= 6 && name.toLowerCase(Locale.ROOT).startsWith(written.toLowerCase(Locale.ROOT));
        return abbreviated || written.equalsIgnoreCase(name);
    }

    /** The line of the last option of that name; 0: none. */
    public int lineOf(String name) {
        return options(name, (char) 0).mapToInt(Option::line).reduce(0, (earlier, later) -> later);
    }

    /** As atobool() has it: no value, t and y are true. */
    public boolean isTrue(String name, char letter) {
        return option(name, letter)
                .map(value -> value.isEmpty() || "tTyY".indexOf(value.charAt(0)) >= 0)
                .orElse(false);
    }

    /** Where it listens. Without a line sendmail listens at port 25 of every IPv4 address. */
    public List<DaemonPort> daemons() {
        List<DaemonPort> daemons = options("DaemonPortOptions", 'O')
                .map(option -> DaemonPort.parse(option.line(), option.value()))
                .toList();
        return daemons.isEmpty() ? List.of(DaemonPort.byDefault()) : daemons;
    }

    /** The value of a macro, such as Z; braces are not part of a name. */
    public Optional<String> macro(String name) {
        return Optional.ofNullable(macros.get(name));
    }

    /** The words of a class that stand in the file itself. */
    public List<String> words(String name) {
        return classes.stream()
                .filter(words -> words.name().equals(name))
                .flatMap(words -> words.words().stream())
                .filter(word -> !word.isEmpty())
                .toList();
    }

    /** The files that a class is read from; programs and look-ups are left out. */
    public List<String> files(String name) {
        return classes.stream()
                .filter(words -> words.name().equals(name))
                .flatMap(words -> Stream.of(words.file().strip().split("[ \t]+", -1)))
                .map(word -> word.startsWith("-o") ? word.substring(2) : word)
                .filter(word -> word.startsWith("/"))
                .toList();
    }

    public Optional<MapDefinition> map(String name) {
        return Optional.ofNullable(maps.get(name));
    }

    List<Rule> rules() {
        return Collections.unmodifiableList(rules);
    }

    /** Those that a daemon uses: in InputMailFilters, or in I= of DaemonPortOptions. */
    public List<Milter> milters() {
        Stream<String> used = Stream.concat(
                option("InputMailFilters", (char) 0).stream(),
                daemons().stream().flatMap(daemon -> daemon.filters().stream()));
        return used.flatMap(names -> Stream.of(names.split("[,; \t]+", -1)))
                .distinct()
                .map(milters::get)
                .flatMap(Stream::ofNullable)
                .toList();
    }
}
