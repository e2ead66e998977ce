package org.smtpward.rewrite;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/**
 * Tells a tag of HTML from an address, both of which stand in angle brackets. The name of a tag ends at a slash, and so does an
 * attribute, which makes {@code <svg/onload=x@y>} both: a tag that runs something is one, whatever else it may be.
 */
final class Tag {
    /** Elements that change how a browser reads what follows, whatever their attributes. */
    private static final Set<String> ACTIVE = Set.of(
            "script",
            "style",
            "iframe",
            "object",
            "embed",
            "applet",
            "svg",
            "math",
            "template",
            "noscript",
            "textarea",
            "title",
            "xmp",
            "plaintext",
            "listing",
            "noembed",
            "noframes",
            "frameset",
            "form",
            "select",
            "base",
            "html",
            "head",
            "body",
            "marquee");

    /** The elements of HTML, and of SVG and MathML where they begin. */
    private static final Set<String> ELEMENTS =
            Set.of(("a abbr acronym address applet area article aside audio b base basefont bdi bdo bgsound big "
                            + "blink blockquote body br button canvas caption center cite code col colgroup data datalist dd "
                            + "del details dfn dialog dir div dl dt em embed fieldset figcaption figure font footer form frame "
                            + "frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe image img input ins isindex kbd "
                            + "keygen label legend li link listing main map mark marquee math menu menuitem meta meter "
                            + "multicol nav nextid nobr noembed noframes noscript object ol optgroup option output p param "
                            + "picture plaintext portal pre progress q rb rp rt rtc ruby s samp script search section select "
                            + "slot small source spacer span strike strong style sub summary sup svg table tbody td template "
                            + "textarea tfoot th thead time title tr track tt u ul var video wbr xmp")
                    .split(" ", -1));

    /** Attributes that load or run something; those that begin with "on" do, too. */
    private static final Set<String> ATTRIBUTES = Set.of(
            "src",
            "srcset",
            "srcdoc",
            "href",
            "xlink:href",
            "data",
            "style",
            "action",
            "formaction",
            "background",
            "poster");

    private static final int LONGEST_NAME = 10;

    /** What hides all that follows: {@code !--}. */
    private static final int COMMENT = 0x212d2d;

    private Tag() {}

    /**
     * Whether what stands between brackets, at {@code from} to {@code to}, could be a tag that a mail server should not repeat.
     *
     * @param quoted whether there are quotes in it
     */
    static boolean couldBe(ByteBuf line, int from, int to, boolean quoted) {
        if (to - from > 2 && line.getMedium(from) == COMMENT) {
            return true;
        }
        // The name may stand behind a slash.
        int name = from < to && line.getByte(from) == '/' ? from + 1 : from;
        if (name == to || !Character.isLetter(line.getByte(name) & 0x7f)) {
            return false;
        }
        int slash = line.indexOf(name, to, (byte) '/');
        int nameEnd = slash < 0 ? to : slash;
        boolean address = line.indexOf(from, to, (byte) '@') >= 0;
        if (isOneOf(address ? ACTIVE : ELEMENTS, line, name, nameEnd)) {
            return true;
        }
        return slash >= 0 && (quoted || hasActiveAttribute(line, slash + 1, to));
    }

    private static boolean hasActiveAttribute(ByteBuf line, int from, int to) {
        int attribute = from;
        for (int at = from; at < to; at++) {
            byte octet = line.getByte(at);
            if (octet == '/') {
                attribute = at + 1;
            } else if (octet == '=' && isActiveAttribute(line, attribute, at)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isActiveAttribute(ByteBuf line, int from, int to) {
        boolean handler = to - from > 2 && (line.getByte(from) | 0x20) == 'o' && (line.getByte(from + 1) | 0x20) == 'n';
        return handler || isOneOf(ATTRIBUTES, line, from, to);
    }

    private static boolean isOneOf(Set<String> names, ByteBuf line, int from, int to) {
        int length = to - from;
        return length <= LONGEST_NAME
                && names.contains(
                        line.toString(from, length, StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT));
    }
}
