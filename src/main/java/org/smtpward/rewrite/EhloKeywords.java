package org.smtpward.rewrite;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.smtpward.reply.BackendReply;

/**
 * The EHLO keywords that the client may see (RFC 5321 §4.1.1.1): STARTTLS as we have it, whatever the backend has; nothing
 * whose octets we could not tell from commands (CHUNKING, BINARYMIME: RFC 3030) or that would let a client claim another
 * address (XCLIENT, XFORWARD) or that has replies or commands at other times than SMTP (Exim's PRDR and PIPECONNECT, whose
 * clients speak before the greeting); nothing that the operator hides. All other lines stay as they are.
 */
public final class EhloKeywords {
    private static final Set<String> NEVER =
            Set.of("CHUNKING", "BINARYMIME", "XCLIENT", "XFORWARD", "PRDR", "PIPECONNECT", "X_PIPE_CONNECT");
    private static final String STARTTLS = "STARTTLS";

    private final Set<String> hidden;

    /** A rewriter that hides {@code hidden} too, in any case. */
    public EhloKeywords(Set<String> hidden) {
        var all = new HashSet<>(NEVER);
        hidden.forEach(keyword -> all.add(keyword.toUpperCase(Locale.ROOT)));
        this.hidden = Set.copyOf(all);
    }

    /** The keywords, in upper case, that {@code reply} offers, a positive one to EHLO. */
    public static Set<String> offered(BackendReply reply) {
        List<String> lines = lines(reply);
        var keywords = new HashSet<String>();
        for (String line : lines.subList(1, lines.size())) {
            keywords.add(keyword(line));
        }
        return keywords;
    }

    /**
     * The reply to show instead, or empty when this one is right as it is. The caller releases it.
     *
     * @param reply a positive reply to EHLO
     * @param offerStartTls whether STARTTLS can be had from us now
     */
    public Optional<ByteBuf> rewrite(BackendReply reply, boolean offerStartTls) {
        List<String> lines = lines(reply);
        var shown = new ArrayList<String>(lines.subList(0, 1));
        boolean startTlsShown = false;
        for (String line : lines.subList(1, lines.size())) {
            String keyword = keyword(line);
            boolean isStartTls = keyword.equals(STARTTLS);
            if (isStartTls ? offerStartTls : !hidden.contains(keyword)) {
                shown.add(line);
                startTlsShown |= isStartTls;
            }
        }
        if (offerStartTls && !startTlsShown) {
            shown.add(shown.getFirst().substring(0, 3) + "-" + STARTTLS);
        } else if (shown.size() == lines.size()) {
            return Optional.empty();
        }
        return Optional.of(encode(shown));
    }

    private static ByteBuf encode(List<String> lines) {
        var reply = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            char separator = i == lines.size() - 1 ? ' ' : '-';
            reply.append(line, 0, 3).append(separator).append(line, Math.min(4, line.length()), line.length());
            reply.append("\r\n");
        }
        return Unpooled.wrappedBuffer(reply.toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Every line of a reply ends in CRLF; a string's own split would ask a regular expression for it. */
    private static List<String> lines(BackendReply reply) {
        String text = reply.octets().toString(StandardCharsets.ISO_8859_1);
        var lines = new ArrayList<String>();
        int start = 0;
        for (int end = text.indexOf("\r\n"); end >= 0; end = text.indexOf("\r\n", start)) {
            lines.add(text.substring(start, end));
            start = end + 2;
        }
        return lines;
    }

    private static String keyword(String line) {
        String text = line.substring(Math.min(4, line.length()));
        int end = 0;
        while (end < text.length() && text.charAt(end) > ' ' && text.charAt(end) != '=') {
            end++;
        }
        return text.substring(0, end).toUpperCase(Locale.ROOT);
    }
}
