package org.smtpward.real;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import org.smtpward.Proxy;
import org.smtpward.StartException;
import org.smtpward.config.Configuration;
import org.smtpward.config.ConfigurationException;
import org.smtpward.config.ConfigurationLoader;
import org.smtpward.lab.Sendmail;

/** The proxy, inside the test's own process. */
final class RunningProxy implements AutoCloseable {
    private final Proxy proxy;
    private final ByteArrayOutputStream events;

    private RunningProxy(Proxy proxy, ByteArrayOutputStream events) {
        this.proxy = proxy;
        this.events = events;
    }

    /** Before {@code sendmail}, configured as {@link ProxyText} says. */
    static RunningProxy before(Sendmail sendmail, String... changes) throws ConfigurationException, StartException {
        return start(ProxyText.before(sendmail, changes));
    }

    static RunningProxy start(String text) throws ConfigurationException, StartException {
        ByteArrayOutputStream events = new ByteArrayOutputStream();
        Proxy proxy = new Proxy(configuration(text), events);
        proxy.start();
        return new RunningProxy(proxy, events);
    }

    static Configuration configuration(String text) throws ConfigurationException {
        return new ConfigurationLoader(Map.of()).loadText(text, "test").configuration();
    }

    /** For clients on this machine. */
    Endpoint endpoint() {
        return endpoint("127.0.0.1");
    }

    /** For clients that come from {@code source}. */
    Endpoint endpoint(String source) {
        return Endpoint.ofProxy(proxy.port("smtp"), source);
    }

    /** The events written so far, a line each. They are written a moment after what they tell of. */
    List<String> events() {
        return events.toString(US_ASCII).lines().toList();
    }

    @Override
    public void close() {
        proxy.close();
    }
}
