package org.smtpward.demo;

import java.io.IOException;
import java.util.List;

/** A browser's requests, steered to the mail server by a man in the middle (ALPACA, Brinkmann et al. 2021). */
final class BrowserPlays {
    private static final String ALPACA = "CVE-2021-3618 (ALPACA)";
    private static final String SCRIPT = "<script>alert(1)</script>";
    private static final String COOKIE = "session=s3cr3t";

    /** Header of Chromium 156 for a form that another site submits. */
    private static final String FORM_HEADER = String.join(
            "\r\n",
            "Host: mail.example.test",
            "Connection: keep-alive",
            "Content-Length: 158",
            "Cache-Control: max-age=0",
            "sec-ch-ua: \"Not:A-Brand\";v=\"8\", \"Chromium\";v=\"156\"",
            "sec-ch-ua-mobile: ?0",
            "sec-ch-ua-platform: \"Linux\"",
            "Upgrade-Insecure-Requests: 1",
            "Content-Type: text/plain",
            "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0"
                    + " Safari/537.36",
            "Origin: https://attacker.example",
            "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
            "Sec-Fetch-Site: cross-site",
            "Sec-Fetch-Mode: navigate",
            "Sec-Fetch-Dest: document",
            "Referer: https://attacker.example/",
            "Accept-Encoding: gzip, deflate, br, zstd",
            "Accept-Language: en-US,en;q=0.9",
            "",
            "");

    private BrowserPlays() {}

    static List<Play> all() {
        return List.of(
                attack(
                        "POST as a browser sends it",
                        "STARTTLS with ALPN h2, http/1.1; a form with SMTP in its body",
                        (caller, stage) -> {
                            caller.attackBegins();
                            caller.startTls("h2", "http/1.1");
                            request(caller, stage, "POST");
                        }),
                attack("POST inside STARTTLS", "the same by a client without ALPN", (caller, stage) -> {
                    caller.startTls();
                    request(caller, stage, "POST");
                }),
                attack("POST after EHLO", "EHLO, then the form, in the clear", (caller, stage) -> {
                    caller.ask("EHLO client.example");
                    request(caller, stage, "POST");
                }),
                attack(
                        "POST as the first line",
                        "the form and nothing before it",
                        (caller, stage) -> request(caller, stage, "POST")),
                attack(
                        "PUT as the first line",
                        "another method, which sendmail's own check does not know",
                        (caller, stage) -> request(caller, stage, "PUT")),
                Play.attack(
                        "GET after NOOP",
                        ALPACA,
                        "NOOP, then a request for a page; the reply is to repeat it",
                        (caller, stage) -> {
                            caller.ask("NOOP");
                            caller.attackBegins();
                            caller.send("GET /?" + SCRIPT + " HTTP/1.1\r\n" + FORM_HEADER + "QUIT\r\n");
                            caller.readToTheEnd();
                        },
                        evidence -> evidence.reflected(SCRIPT)),
                Play.attack(
                        "Cookie in a header line",
                        ALPACA,
                        "the rest of a request, inside STARTTLS; the reply is to give the cookie away",
                        (caller, stage) -> {
                            caller.startTls();
                            caller.attackBegins();
                            caller.send("Cookie: " + COOKIE + "\r\nQUIT\r\n");
                            caller.readToTheEnd();
                        },
                        evidence -> evidence.reflected(COOKIE)),
                Play.attack(
                        "Script in an unknown command",
                        ALPACA,
                        "a line that SMTP does not know; the reply is to repeat it as a page of the victim",
                        (caller, stage) -> {
                            caller.attackBegins();
                            caller.send("xyzzy " + SCRIPT + "\r\nQUIT\r\n");
                            caller.readToTheEnd();
                        },
                        evidence -> evidence.reflected(SCRIPT)));
    }

    private static Play attack(String name, String sends, Play.Script script) {
        return Play.attack(name, ALPACA, sends, script, Evidence::ran);
    }

    private static void request(Caller caller, Stage stage, String method) throws IOException {
        caller.attackBegins();
        caller.send(method + " / HTTP/1.1\r\n" + FORM_HEADER + Mischief.session(stage));
        caller.readToTheEnd();
    }
}
