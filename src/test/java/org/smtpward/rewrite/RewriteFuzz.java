package org.smtpward.rewrite;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.smtpward.command.Verb;
import org.smtpward.reply.BackendReply;
import org.smtpward.reply.HostName;
import org.smtpward.reply.MalformedReplyException;
import org.smtpward.reply.ReplyDecoder;

/**
 * Whatever a rewriter makes of a reply is one reply with the same code (of 403 perhaps 454), and nothing in it is left of what
 * the rewriter is there for. The first octet of the input chooses the verb, the second the settings; a command line follows up to
 * LF, then the reply to it.
 */
class RewriteFuzz {
    private static final Set<String> NEVER =
            Set.of("CHUNKING", "BINARYMIME", "XCLIENT", "XFORWARD", "PRDR", "PIPECONNECT", "X_PIPE_CONNECT");

    @FuzzTest
    void aRewrittenReplyIsOneReplyOfTheSameCode(byte[] input) {
        if (input.length < 3) {
            return;
        }
        Verb verb = Verb.values()[(input[0] & 0x7f) % Verb.values().length];
        String text = new String(input, 2, input.length - 2, ISO_8859_1);
        int lineEnd = text.indexOf('\n');
        List<BackendReply> replies = decode(text.substring(lineEnd + 1));
        if (lineEnd < 0 || replies.isEmpty()) {
            return;
        }
        BackendReply reply = replies.getFirst();
        HostName.ofGreeting(reply.octets()).ifPresent(host -> assertThat(host).matches("[A-Za-z0-9.:_\\[\\]-]{1,255}"));
        rewriteKeywords(reply, (input[1] & 1) != 0, (input[1] & 2) != 0 ? Set.of("vrfy") : Set.of());
        rewrite403(reply, Tls403Scope.values()[(input[1] & 0x7f) / 4 % 3]);
        rewriteMarkup(reply, verb, text.substring(0, lineEnd));
    }

    private static void rewriteKeywords(BackendReply reply, boolean offerStartTls, Set<String> hidden) {
        if (!reply.isPositive()) {
            return;
        }
        var shown = new EhloKeywords(hidden).rewrite(reply, offerStartTls);
        BackendReply seen = shown.map(octets -> one(octets, reply.code())).orElse(reply);
        var expected = new ArrayList<String>();
        for (String line : keywords(reply)) {
            String keyword = line.split("[\\x00-\\x20=]", 2)[0].toUpperCase(Locale.ROOT);
            boolean hides = NEVER.contains(keyword) || keyword.equals("VRFY") && !hidden.isEmpty();
            if (keyword.equals("STARTTLS") ? offerStartTls : !hides) {
                expected.add(line);
            }
        }
        if (offerStartTls && !EhloKeywords.offered(reply).contains("STARTTLS")) {
            expected.add("STARTTLS");
        }
        assertThat(keywords(seen)).isEqualTo(expected);
        assertThat(EhloKeywords.offered(seen).contains("STARTTLS")).isEqualTo(offerStartTls);
    }

    /** The lines behind the first, without their codes. */
    private static List<String> keywords(BackendReply reply) {
        return Arrays.stream(reply.octets().toString(ISO_8859_1).split("\r\n", -1))
                .skip(1)
                .filter(line -> !line.isEmpty())
                .map(line -> line.length() > 4 ? line.substring(4) : "")
                .toList();
    }

    private static void rewrite403(BackendReply reply, Tls403Scope scope) {
        var rewritten = new Tls403(scope).rewrite(reply);
        assertThat(rewritten.isPresent() && (reply.code() != 403 || scope == Tls403Scope.OFF))
                .isFalse();
        assertThat(rewritten.isEmpty() && reply.code() == 403 && scope == Tls403Scope.ALL)
                .isFalse();
        rewritten.ifPresent(octets -> {
            BackendReply seen = one(octets, 454);
            String before = reply.octets().toString(ISO_8859_1).replaceAll("(?m)(?<=^|\n)403", "454");
            String after = seen.octets().toString(ISO_8859_1);
            assertThat(after.replace("4.7.0 TLS handshake failed.", "4.7.0 TLS handshake."))
                    .isEqualTo(before.replace("4.7.0 TLS handshake failed.", "4.7.0 TLS handshake."));
        });
    }

    private static void rewriteMarkup(BackendReply reply, Verb verb, String command) {
        boolean hello = reply.isPositive() && (verb == Verb.EHLO || verb == Verb.HELO);
        String argument = command.substring(command.indexOf(' ') + 1);
        boolean found = Reflection.isIn(reply, verb, command);
        // Whatever is repeated of a line with markup in it is found, wherever it stands and as it is.
        boolean repeatsAll = !argument.isEmpty()
                && reply.octets().toString(ISO_8859_1).substring(4).contains(argument);
        assertThat(found || hello || !repeatsAll)
                .as("a repeated argument is found")
                .isTrue();
        if (found) {
            BackendReply seen = one(Reflection.rewrite(reply, verb, "mail.example"), reply.code());
            String text = seen.octets().toString(ISO_8859_1);
            String shown = hello ? text.substring(0, text.indexOf('\n') + 1) : text;
            assertThat(shown).matches("[2-5][0-9]{2}[ -][A-Za-z0-9., ]+\r\n");
        }
    }

    private static BackendReply one(ByteBuf octets, int code) {
        List<BackendReply> replies = decode(octets.toString(ISO_8859_1));
        assertThat(replies).hasSize(1);
        assertThat(replies.getFirst().code()).isEqualTo(code);
        assertThat(replies.getFirst().octets()).isEqualTo(octets);
        return replies.getFirst();
    }

    /** All replies, or none if something else is among them or behind them. */
    private static List<BackendReply> decode(String octets) {
        var decoder = new ReplyDecoder(2048, 500, 1_048_576);
        var replies = new ArrayList<BackendReply>();
        ByteBuf in = Unpooled.copiedBuffer(octets, ISO_8859_1);
        try {
            var reply = decoder.decode(in);
            while (reply.isPresent()) {
                replies.add(reply.get());
                reply = decoder.decode(in);
            }
        } catch (MalformedReplyException e) {
            return List.of();
        }
        return in.isReadable() ? List.of() : replies;
    }
}
