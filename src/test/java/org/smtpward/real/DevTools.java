package org.smtpward.real;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.JsonObject;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A page that is open in Chromium, driven and looked at over the DevTools protocol while it lives. */
final class DevTools implements AutoCloseable {
    private final Path directory;
    private final WebSocket socket;
    private final AtomicInteger ids = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonObject>> asked = new ConcurrentHashMap<>();
    private String session = "";

    private DevTools(Path directory, URI browser) {
        this.directory = directory;
        this.socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(browser, new Ear())
                .join();
    }

    /** Starts a browser that writes nowhere but into {@code directory}, with an empty page. */
    static DevTools start(Path directory) throws IOException {
        List<String> command = new ArrayList<>(List.of("chromium"));
        command.addAll(Browser.ALONE);
        command.add("--hide-scrollbars");
        command.add("--remote-debugging-port=0");
        command.add("--user-data-dir=" + directory.resolve("profile"));
        command.add("about:blank");
        File complaints = directory.resolve("browser.err").toFile();
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(Redirect.from(new File("/dev/null")))
                .redirectOutput(Redirect.DISCARD)
                .redirectError(complaints);
        builder.environment().put("HOME", directory.toString());
        builder.environment().put("TMPDIR", directory.toString());
        builder.start();
        // Its two lines are port and path.
        Path port = directory.resolve("profile/DevToolsActivePort");
        Until.soon(() -> lines(port).size() == 2, () -> "a browser that can be driven");
        var tools = new DevTools(directory, URI.create("ws://127.0.0.1:" + String.join("", lines(port))));
        String target = tools.ask("Target.createTarget", new JsonObject().put("url", "about:blank"))
                .getString("targetId");
        tools.session = tools.ask(
                        "Target.attachToTarget",
                        new JsonObject().put("targetId", target).put("flatten", true))
                .getString("sessionId");
        tools.ask("Page.enable", new JsonObject());
        tools.ask("Page.addScriptToEvaluateOnNewDocument", new JsonObject().put("source", """
                        window.violations = [];
                        addEventListener('securitypolicyviolation',
                            event => violations.push(event.violatedDirective + ' ' + event.blockedURI));
                        """));
        return tools;
    }

    void open(String url) {
        ask("Page.navigate", new JsonObject().put("url", url));
        awaitTrue("document.readyState === 'complete' && location.href !== 'about:blank'");
    }

    /** What an expression of JavaScript gives in the page, as JSON has it. */
    @Nullable
    Object evaluate(String expression) {
        JsonObject answer = ask(
                "Runtime.evaluate",
                new JsonObject()
                        .put("expression", expression)
                        .put("returnByValue", true)
                        .put("awaitPromise", true));
        if (answer.containsKey("exceptionDetails")) {
            throw new AssertionError(answer.getJsonObject("exceptionDetails").encode());
        }
        return answer.getJsonObject("result").getValue("value");
    }

    String text(String expression) {
        return String.valueOf(evaluate(expression));
    }

    void awaitTrue(String expression) {
        Until.soon(
                () -> Boolean.TRUE.equals(evaluate(expression)),
                () -> expression + " in a page that says: " + text("document.body.innerText"));
    }

    /** A window of this size, and what the person at it prefers. */
    void look(int width, int height, boolean dark) {
        ask(
                "Emulation.setDeviceMetricsOverride",
                new JsonObject()
                        .put("width", width)
                        .put("height", height)
                        .put("deviceScaleFactor", 1)
                        .put("mobile", false));
        ask(
                "Emulation.setEmulatedMedia",
                new JsonObject()
                        .put(
                                "features",
                                List.of(
                                        new JsonObject()
                                                .put("name", "prefers-color-scheme")
                                                .put("value", dark ? "dark" : "light"),
                                        new JsonObject()
                                                .put("name", "prefers-reduced-motion")
                                                .put("value", "reduce"))));
    }

    /** Presses a key that has no character. */
    void press(String key, int code) {
        for (String type : List.of("rawKeyDown", "keyUp")) {
            ask(
                    "Input.dispatchKeyEvent",
                    new JsonObject()
                            .put("type", type)
                            .put("key", key)
                            .put("code", key)
                            .put("windowsVirtualKeyCode", code));
        }
    }

    /** A PNG of the whole page, or of what the window shows of it. */
    void photograph(Path file, boolean whole) throws IOException {
        Files.createDirectories(file.getParent());
        JsonObject shot = ask(
                "Page.captureScreenshot", new JsonObject().put("format", "png").put("captureBeyondViewport", whole));
        Files.write(file, Base64.getDecoder().decode(shot.getString("data")));
    }

    JsonObject ask(String method, JsonObject parameters) {
        int id = ids.incrementAndGet();
        var answer = new CompletableFuture<JsonObject>();
        asked.put(id, answer);
        var command = new JsonObject().put("id", id).put("method", method).put("params", parameters);
        if (!session.isEmpty()) {
            command.put("sessionId", session);
        }
        socket.sendText(command.encode(), true).join();
        JsonObject whole = answer.orTimeout(60, TimeUnit.SECONDS).join();
        if (whole.containsKey("error")) {
            throw new AssertionError(
                    method + ": " + whole.getJsonObject("error").encode());
        }
        return whole.getJsonObject("result");
    }

    @Override
    public void close() {
        socket.abort();
        Browser.processes(directory).forEach(ProcessHandle::destroyForcibly);
        Until.soon(() -> Browser.processes(directory).isEmpty(), () -> "the end of " + Browser.processes(directory));
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file, UTF_8);
        } catch (IOException e) {
            return List.of();
        }
    }

    /** Puts answers to what was asked; events of the browser are of no interest. */
    private final class Ear implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                var message = new JsonObject(text.toString());
                text.setLength(0);
                if (message.containsKey("id")) {
                    asked.remove(message.getInteger("id")).complete(message);
                }
            }
            from.request(1);
            return null;
        }
    }
}
