package org.smtpward.demo;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What is known after a play.
 *
 * @param replies all that the client read, the greeting first
 * @param toAttack those of them that came after the attack had begun
 * @param end how the connection ended
 * @param recorded whether {@code reached} tells anything
 * @param reached what the stand-in ran and accepted
 */
record Evidence(List<String> replies, List<String> toAttack, String end, boolean recorded, Journal.Excerpt reached) {
    /** Whose host and which client it is differs from place to place and says nothing here. */
    private static final Pattern CLIENT = Pattern.compile(" (?:localhost )?\\[[0-9.:a-f]+]");

    /** The address in a reply is one that the play has sent. */
    private static final Pattern PATH = Pattern.compile(" <[^>]*>\\.\\.\\.");

    private static final Pattern UNPRINTABLE = Pattern.compile("[^ -~]");

    /** Whether the server ran commands of the attacker. */
    Outcome ran() {
        if (reached.messages().stream().anyMatch(message -> message.sender().equals(Mischief.SENDER))) {
            return Outcome.worked("mail delivered: " + Mischief.SENDER);
        }
        long run = recorded
                ? reached.commands().stream()
                        .filter(Mischief.COMMANDS::contains)
                        .count()
                : toAttack.stream().filter(reply -> reply.startsWith("250")).count();
        return run > 0 ? Outcome.worked("commands of the attacker run: " + run) : refused();
    }

    /** Whether the client, a browser, got to see {@code marker}, which the attacker had it send. */
    Outcome reflected(String marker) {
        return toAttack.stream()
                .filter(reply -> reply.contains(marker))
                .findFirst()
                .map(reply -> Outcome.worked("echoed: " + plain(marker)))
                .orElseGet(this::refused);
    }

    /** The damage was not done, and this is what the client was told. */
    Outcome refused() {
        return Outcome.failed(refusal().orElse(end));
    }

    /** The first reply to the attack that says no. */
    Optional<String> refusal() {
        return toAttack.stream()
                .filter(reply -> reply.startsWith("4") || reply.startsWith("5"))
                .findFirst()
                .map(this::plain);
    }

    /** A reply as it looks in a table. */
    String plain(String reply) {
        String line = reply.replace(" " + host(), "");
        line = CLIENT.matcher(line).replaceAll("");
        line = PATH.matcher(line).replaceAll("");
        return UNPRINTABLE.matcher(line).replaceAll("?");
    }

    /** The server's name for itself. */
    private String host() {
        String[] words = replies.isEmpty() ? new String[0] : replies.getFirst().split("[ -]");
        return words.length > 1 ? words[1] : "-";
    }
}
