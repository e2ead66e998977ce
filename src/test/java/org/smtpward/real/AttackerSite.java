package org.smtpward.real;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A site of somebody else: its page is a form that sends itself. The page also has an image that never comes, so that
 * the browser cannot find it complete before it has gone where the form leads; and it asks for one header line less, as
 * sendmail bears with 25 bad commands and no more, of which the form takes 23.
 */
final class AttackerSite implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final String form;
    private final Runnable onVisit;

    private AttackerSite(HttpServer server, String form, Runnable onVisit) {
        this.server = server;
        this.form = form;
        this.onVisit = onVisit;
    }

    /** On a free port of 127.0.0.1. {@code onVisit} is done before the page is served. */
    static AttackerSite open(String form, Runnable onVisit) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        AttackerSite site = new AttackerSite(server, form, onVisit);
        server.setExecutor(site.threads);
        server.createContext("/", site::servePage);
        server.createContext("/never", exchange -> site.awaitClose());
        server.start();
        return site;
    }

    int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.close();
    }

    private void servePage(HttpExchange exchange) throws IOException {
        onVisit.run();
        byte[] page = """
                <!doctype html>
                <meta name="referrer" content="no-referrer">
                <img src="/never">
                %s
                <script>document.forms[0].submit()</script>
                """.formatted(form).getBytes(US_ASCII);
        exchange.getResponseHeaders().add("Content-Type", "text/html");
        exchange.sendResponseHeaders(200, page.length);
        exchange.getResponseBody().write(page);
        exchange.close();
    }

    private void awaitClose() {
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
