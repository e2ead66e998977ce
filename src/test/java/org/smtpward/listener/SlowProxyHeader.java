package org.smtpward.listener;

import io.netty.util.NetUtil;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.smtpward.config.Network;

/**
 * What a header of the PROXY protocol says (HAProxy's proxy-protocol.txt §2.1, §2.2), octet by octet: slow, and short enough to
 * be seen to be right.
 *
 * @param client whose connection it is; empty for a connection of the proxy's own
 * @param length of the header
 * @param plain whether nothing in it is optional, so that everybody has to understand it
 */
record SlowProxyHeader(Optional<InetSocketAddress> client, int length, boolean plain) {
    private static final String SIGNATURE = "\r\n\r\n\0\r\nQUIT\n";
    private static final Pattern VERSION_1 =
            Pattern.compile("PROXY TCP([46]) (\\S+) (\\S+) ([+-]?\\d+) ([+-]?\\d+)( *)\r\n");
    private static final Pattern FOUR = Pattern.compile("(?:(?:0|[1-9]\\d{0,2})(?:\\.(?!$)|$)){4}");
    private static final Pattern SIX = Pattern.compile("[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){7}");
    private static final int FIXED = 16;

    static Optional<SlowProxyHeader> of(byte[] octets) {
        String text = new String(octets, StandardCharsets.ISO_8859_1);
        return text.startsWith(SIGNATURE) ? version2(octets) : version1(text);
    }

    /** A sign and zeros before it are of no use, as are blanks at the end, and do no harm. */
    private static boolean isPort(BigInteger number) {
        return number.signum() >= 0 && number.bitLength() <= Short.SIZE;
    }

    private static Optional<SlowProxyHeader> version1(String text) {
        Matcher header = VERSION_1.matcher(text);
        if (!header.lookingAt()) {
            return Optional.empty();
        }
        InetAddress source = NetUtil.createInetAddressFromIpAddressString(header.group(2));
        BigInteger port = new BigInteger(header.group(4));
        if (source == null || !isPort(port) || !isPort(new BigInteger(header.group(5)))) {
            return Optional.empty();
        }
        Pattern written = header.group(1).equals("4") ? FOUR : SIX;
        boolean plain = isPlain(header.group(2), written) && isPlain(header.group(3), written);
        boolean ports = header.group(4).matches("[1-9]\\d*") && header.group(5).matches("[1-9]\\d*");
        return Optional.of(new SlowProxyHeader(
                Optional.of(new InetSocketAddress(Network.plain(source), port.intValue())),
                header.end(),
                plain && ports && header.group(6).isEmpty()));
    }

    private static boolean isPlain(String address, Pattern written) {
        return written.matcher(address).matches() && NetUtil.createInetAddressFromIpAddressString(address) != null;
    }

    private static Optional<SlowProxyHeader> version2(byte[] octets) {
        if (octets.length < FIXED || octets.length < FIXED + number(octets, 14)) {
            return Optional.empty();
        }
        int length = number(octets, 14);
        int addressOctets =
                switch (octets[13]) {
                    case 0x11 -> 4;
                    case 0x21 -> 16;
                    default -> 0;
                };
        boolean plain = addressOctets > 0 && length == 2 * addressOctets + 4;
        return switch (octets[12]) {
            case 0x20 -> Optional.of(new SlowProxyHeader(Optional.empty(), FIXED + length, plain));
            case 0x21 ->
                addressOctets > 0 && length >= 2 * addressOctets + 4
                        ? Optional.of(
                                new SlowProxyHeader(Optional.of(source(octets, addressOctets)), FIXED + length, plain))
                        : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static InetSocketAddress source(byte[] octets, int addressOctets) {
        try {
            InetAddress address = InetAddress.getByAddress(Arrays.copyOfRange(octets, FIXED, FIXED + addressOctets));
            return new InetSocketAddress(address, number(octets, FIXED + 2 * addressOctets));
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int number(byte[] octets, int at) {
        return (octets[at] & 0xff) << 8 | octets[at + 1] & 0xff;
    }
}
