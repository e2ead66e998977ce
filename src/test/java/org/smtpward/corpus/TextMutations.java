package org.smtpward.corpus;

import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Other words for the same: changes of the lines of a dialogue that must not change its verdict. */
final class TextMutations {
    private static final List<String> METHODS = List.of(
            "GET",
            "POST",
            "PUT",
            "HEAD",
            "DELETE",
            "OPTIONS",
            "CONNECT",
            "TRACE",
            "PATCH",
            "PROPFIND",
            "MKCOL",
            "QUERY",
            "M-SEARCH",
            "FOO",
            "get",
            "Post",
            "NOOP",
            "HELP",
            "RSET",
            "DATA",
            "EHLO",
            "VRFY");
    private static final List<String> HEADERS = List.of(
            "Host",
            "Cookie",
            "Accept",
            "Referer",
            "Origin",
            "X-Y",
            "sec-ch-ua",
            "DNT",
            "Te",
            "Rcpt-To",
            "Mail-From",
            "a");
    private static final List<String> SENDERS = List.of(
            "<>",
            "<a@client.example>",
            "<alice+x@client.example>",
            "<o'brien@client.example>",
            "<a/b@client.example>",
            "<\"john smith\"@client.example>",
            "<prvs=1234=alice@client.example>",
            "<x%y@client.example>",
            "<SRS0=a=b=c=d@client.example>",
            "<alice@[192.0.2.7]>",
            "<alice@xn--bcher-kva.example>",
            "<get@client.example>");
    private static final List<String> RECIPIENTS = List.of(
            "<b@example.test>",
            "<postmaster>",
            "<bob+x@example.test>",
            "<@relay.example:bob@example.test>",
            "<\"b b\"@example.test>",
            "<bob=x@example.test>",
            "<host!bob@example.test>",
            "<{bob}@example.test>",
            "<BOB@EXAMPLE.TEST>");
    private static final List<String> DOMAINS = List.of(
            "mx.client.example", "[192.0.2.9]", "[IPv6:2001:db8::9]", "LOCALHOST", "a_b", "client.example.", "x");

    private static final Pattern REQUEST =
            Pattern.compile("(?m)([A-Za-z-]+)([ \\t]+)([^ \\r\\n]+)([ \\t]+)(?=HTTP/[0-9.]+[ \\t]*\\r?\\n)");
    private static final Pattern HEADER = Pattern.compile("(?m)^(\\uE000?)([A-Za-z-]+)(?=[ \\t]?:)");
    private static final Pattern VERB = Pattern.compile("(?m)^[A-Za-z]{4,8}(?=[ \\t\\r\\n])");

    private TextMutations() {}

    /** Upper or lower case, octet by octet: of verbs, and of payloads that are text. */
    static Case letterCase(Case dialogue, Random random) {
        return commands(dialogue, text -> {
            String changed = VERB.matcher(text).replaceAll(verb -> shuffleCase(verb.group(), random));
            return changed.indexOf(Marked.OPEN) < 0 || !isText(changed) ? changed : shufflePayloads(changed, random);
        });
    }

    private static boolean isText(String marked) {
        return Marked.text(marked)
                .chars()
                .allMatch(octet -> octet >= ' ' && octet < 0x7f || octet == '\r' || octet == '\n');
    }

    private static String shufflePayloads(String marked, Random random) {
        var changed = new StringBuilder();
        boolean inPayload = false;
        for (char octet : marked.toCharArray()) {
            inPayload = octet == Marked.OPEN || inPayload && octet != Marked.CLOSE;
            changed.append(inPayload ? shuffleCase(String.valueOf(octet), random) : String.valueOf(octet));
        }
        return changed.toString();
    }

    private static String shuffleCase(String text, Random random) {
        var changed = new StringBuilder();
        for (char octet : text.toCharArray()) {
            changed.append(
                    random.nextBoolean()
                            ? Character.toLowerCase(octet)
                            : octet >= 0x80 ? octet : Character.toUpperCase(octet));
        }
        return changed.toString();
    }

    /** Another method of HTTP, real or not. */
    static Case method(Case dialogue, Random random) {
        return requests(dialogue, text -> REQUEST.matcher(text)
                .replaceAll(request -> Matcher.quoteReplacement(
                        pick(METHODS, random) + request.group(2) + request.group(3) + request.group(4))));
    }

    /** Other blanks between the parts of a request. */
    static Case blanksInRequest(Case dialogue, Random random) {
        return requests(dialogue, text -> REQUEST.matcher(text)
                .replaceAll(request -> Matcher.quoteReplacement(
                        request.group(1) + blanks(random) + request.group(3) + blanks(random))));
    }

    /** Other header lines of HTTP. */
    static Case header(Case dialogue, Random random) {
        return !dialogue.isAttack()
                ? dialogue
                : commands(dialogue, text -> HEADER.matcher(text)
                        .replaceAll(header -> header.group(1) + pick(HEADERS, random)));
    }

    /** Other senders, recipients and names of the client. */
    static Case addresses(Case dialogue, Random random) {
        String sender = pick(SENDERS, random);
        String recipient = pick(RECIPIENTS, random);
        String domain = pick(DOMAINS, random);
        // All are accepted: the client goes on with DATA as if it knew.
        return commands(dialogue, text -> text.replace("<alice@client.example>", sender)
                .replace("<bob@example.test>", recipient)
                .replace("EHLO client.example", "EHLO " + domain));
    }

    /** Blanks and tabs where they mean nothing: behind the verb and at the end. */
    static Case blanks(Case dialogue, Random random) {
        return commands(
                dialogue,
                text -> text.indexOf(Marked.OPEN) >= 0 || text.length() > 400
                        ? text
                        : VERB.matcher(text)
                                .replaceFirst(verb -> verb.group() + (text.contains(" ") ? blanks(random) : ""))
                                .replaceAll(
                                        "(?m)(?<=[^\\r\\n])(\\r?)$",
                                        (random.nextBoolean() ? blanks(random) : "") + "$1"));
    }

    private static String blanks(Random random) {
        return pick(List.of(" ", "  ", "\t", " \t"), random);
    }

    /** LF alone, as sendmail takes it for the end of a command. */
    static Case lineEnds(Case dialogue, Random random) {
        return commands(
                dialogue,
                text -> text.indexOf(Marked.OPEN) >= 0 || random.nextBoolean() ? text : text.replace("\r\n", "\n"));
    }

    static String pick(List<String> words, Random random) {
        return words.get(random.nextInt(words.size()));
    }

    private static Case requests(Case dialogue, UnaryOperator<String> change) {
        return commands(dialogue, text -> text.toUpperCase(Locale.ROOT).contains("HTTP/") ? change.apply(text) : text);
    }

    /** The dialogue with other command lines; the probe at the end of an attack stays. */
    private static Case commands(Case dialogue, UnaryOperator<String> change) {
        return dialogue.with(
                "",
                dialogue.steps().stream()
                        .map(step -> step instanceof Step.Segment segment && !segment.equals(Step.say(Case.PROBE))
                                ? changed(segment, change)
                                : step)
                        .toList());
    }

    private static Step changed(Step.Segment segment, UnaryOperator<String> change) {
        return new Step.Segment(
                segment.waits(),
                segment.pieces().stream()
                        .map(piece -> piece.commands() ? new Step.Piece(true, change.apply(piece.marked())) : piece)
                        .toList());
    }
}
