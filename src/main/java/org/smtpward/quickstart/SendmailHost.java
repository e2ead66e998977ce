package org.smtpward.quickstart;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.smtpward.sendmail.AccessMap;
import org.smtpward.sendmail.ClientFeature;
import org.smtpward.sendmail.ClientFeatures;
import org.smtpward.sendmail.MapDefinition;
import org.smtpward.sendmail.Printable;
import org.smtpward.sendmail.SendmailCf;
import org.smtpward.sendmail.SendmailException;
import org.smtpward.sendmail.TcpWrappers;

/**
 * sendmail as a host has it.
 *
 * @param cf its sendmail.cf
 * @param cfPath where that is
 * @param version of the program, else of the configuration; printable; empty: not known
 * @param features that look at the client, tcp wrappers included
 * @param submission the macro MTAHost of submit.cf: where the sendmail command hands mail to; empty: no submit.cf, or not known
 * @param accessFile the text file of the access map; empty: no access map, or not in a file
 * @param access its content; empty: there is no such file
 * @param relayWords the words of class R, which sendmail relays for
 * @param mcDaemons the lines of the m4 file that call DAEMON_OPTIONS; empty: it cannot be read
 * @param made whether SUSE's tool makes sendmail.cf (MAIL_CREATE_CONFIG)
 */
record SendmailHost(
        SendmailCf cf,
        String cfPath,
        Optional<String> version,
        List<ClientFeatures.Found> features,
        Optional<String> submission,
        Optional<String> accessFile,
        Optional<AccessMap> access,
        List<String> relayWords,
        Optional<List<String>> mcDaemons,
        boolean made) {
    private static final Pattern VERSION = Pattern.compile("Version ([0-9][0-9A-Za-z.+/_-]{0,30})");

    /** Empty: there is no sendmail.cf. */
    static Optional<SendmailHost> read(HostFiles files, HostPrograms programs, Distribution distribution)
            throws SendmailException {
        Optional<String> path = distribution == Distribution.SUSE
                ? files.firstOf("/etc/sendmail.cf", "/etc/mail/sendmail.cf")
                : files.firstOf("/etc/mail/sendmail.cf", "/etc/sendmail.cf");
        if (path.isEmpty()) {
            return Optional.empty();
        }
        SendmailCf cf = files.sendmailCf(path.get());
        Optional<String> banner = banner(files, programs);
        Optional<String> accessFile = cf.map("access").flatMap(MapDefinition::file);
        return Optional.of(new SendmailHost(
                cf,
                path.get(),
                banner.map(VERSION::matcher)
                        .filter(Matcher::find)
                        .map(matcher -> matcher.group(1))
                        .or(() -> cf.macro("Z").map(Printable::of)),
                features(files, cf, banner),
                submission(files),
                accessFile,
                accessFile.flatMap(
                        file -> files.octets(file, AccessMap.MAX_OCTETS).map(AccessMap::parse)),
                relayWords(files, cf),
                mcDaemons(files, distribution.mc()),
                distribution == Distribution.SUSE && isMade(files)));
    }

    /** What the program prints about itself; it reads its configuration for that and starts nothing. */
    private static Optional<String> banner(HostFiles files, HostPrograms programs) {
        return files.firstOf("/usr/sbin/sendmail", "/usr/lib/sendmail")
                .flatMap(path -> programs.output(List.of(path, "-d0.1", "-bt")));
    }

    private static List<ClientFeatures.Found> features(HostFiles files, SendmailCf cf, Optional<String> banner) {
        var features = new ArrayList<>(ClientFeatures.of(cf));
        boolean without = banner.filter(text -> text.contains("Compiled with:") && !text.contains("TCPWRAPPERS"))
                .isPresent();
        if (!without) {
            for (String file : List.of("/etc/hosts.allow", "/etc/hosts.deny")) {
                files.octets(file, TcpWrappers.MAX_OCTETS)
                        .map(TcpWrappers::linesFor)
                        .filter(lines -> !lines.isEmpty())
                        .ifPresent(lines -> features.add(new ClientFeatures.Found(
                                ClientFeature.TCP_WRAPPERS, 0, file + ": " + lines.getFirst())));
            }
        }
        return List.copyOf(features);
    }

    private static Optional<String> submission(HostFiles files) {
        String path = "/etc/mail/submit.cf";
        if (!files.exists(path)) {
            return Optional.empty();
        }
        try {
            return files.sendmailCf(path).macro("MTAHost");
        } catch (SendmailException e) {
            files.remember(e.text());
            return Optional.empty();
        }
    }

    private static List<String> relayWords(HostFiles files, SendmailCf cf) {
        return Stream.concat(
                        cf.words("R").stream(),
                        cf.files("R").stream()
                                .flatMap(file -> files.lines(file).stream())
                                .map(String::strip)
                                .filter(line -> !line.startsWith("#")))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    /** m4 takes what stands behind dnl for a comment. */
    private static Optional<List<String>> mcDaemons(HostFiles files, String mc) {
        return files.text(mc).map(text -> Stream.of(text.split("\n", -1))
                .map(line -> line.replaceFirst("(^|[ \t])dnl[ \t].*", "").strip())
                .filter(line -> line.startsWith("DAEMON_OPTIONS("))
                .toList());
    }

    /** SUSE's default is yes. */
    private static boolean isMade(HostFiles files) {
        return files.exists("/etc/sysconfig/mail")
                && files.lines("/etc/sysconfig/mail").stream()
                        .map(String::strip)
                        .filter(line -> line.startsWith("MAIL_CREATE_CONFIG="))
                        .map(line -> line.substring(line.indexOf('=') + 1).replaceAll("[\"']", ""))
                        .reduce("yes", (earlier, later) -> later)
                        .equals("yes");
    }

    /** What a client of {@code address} may do by class R: rules match whole parts of an address from the left. */
    boolean relaysByClass(String address) {
        return relayWords.stream()
                .map(word -> word.endsWith(".") ? word.substring(0, word.length() - 1) : word)
                .anyMatch(word -> address.equals(word) || address.startsWith(word + "."));
    }
}
