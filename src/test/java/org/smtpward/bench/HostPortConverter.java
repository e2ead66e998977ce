package org.smtpward.bench;

import java.net.InetSocketAddress;
import picocli.CommandLine;

/** HOST:PORT on the command line. */
final class HostPortConverter implements CommandLine.ITypeConverter<InetSocketAddress> {
    @Override
    public InetSocketAddress convert(String value) {
        int colon = value.lastIndexOf(':');
        try {
            if (colon > 0) {
                var address = new InetSocketAddress(
                        value.substring(0, colon).replaceAll("[\\[\\]]", ""),
                        Integer.parseInt(value.substring(colon + 1)));
                if (!address.isUnresolved()) {
                    return address;
                }
            }
        } catch (IllegalArgumentException e) {
            throw new CommandLine.TypeConversionException("'" + value + "' is not HOST:PORT");
        }
        throw new CommandLine.TypeConversionException("'" + value + "' is not HOST:PORT, or there is no such host");
    }
}
