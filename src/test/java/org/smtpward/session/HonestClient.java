package org.smtpward.session;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;

/**
 * An honest session (RFC 5321, 2920), made of choices: what a client says at once and then waits for the replies to. Every
 * octet of the input is a choice; when there are no more it comes to its end.
 */
final class HonestClient {
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyzABCXYZ0123456789";
    private static final String TEXT = LETTERS + " .,;:<>()[]@!?\"'&=-_/\\\t\u00c3\u00a4\u008d\u00ae";
    private static final String[] PARAMETERS = {
        "", " SIZE=1000", " BODY=8BITMIME", " RET=HDRS ENVID=x", " AUTH=<>", " SIZE=9 BODY=8BITMIME"
    };
    private static final String[] FORWARD_PARAMETERS = {
        "", "", " NOTIFY=NEVER", " NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;b@mail.example"
    };
    private static final String[] HARMLESS = {
        "NOOP\r\n", "RSET\r\n", "VRFY postmaster\r\n", "HELP\r\n", "noop\r\n", "EXPN staff\r\n"
    };
    private static final String[] HELLOS = {"EHLO ", "EHLO ", "HELO ", "ehlo "};

    private final byte[] choices;
    private final List<String> groups = new ArrayList<>();
    private int next;
    private boolean pipelines;

    private HonestClient(byte[] choices) {
        this.choices = choices;
    }

    /** What it says, one char an octet; behind each there is a reply to wait for. */
    static List<String> groups(byte[] choices) {
        var client = new HonestClient(choices);
        client.hello();
        while (client.next < choices.length) {
            client.something();
        }
        client.groups.add("QUIT\r\n");
        return client.groups;
    }

    private int choose(int among) {
        return next < choices.length ? (choices[next++] & 0xff) % among : 0;
    }

    private String choose(String[] among) {
        return among[choose(among.length)];
    }

    private String word(String octets, int longest) {
        var word = new StringBuilder();
        for (int more = 1 + choose(longest); more > 0; more--) {
            word.append(octets.charAt(choose(octets.length())));
        }
        return word.toString();
    }

    private void hello() {
        String hello = choose(HELLOS);
        pipelines = hello.equalsIgnoreCase("EHLO ");
        groups.add(hello + word(LETTERS, 20) + ".example\r\n");
    }

    private void something() {
        switch (choose(8)) {
            case 0 -> groups.add(choose(HARMLESS));
            case 1 -> hello();
            case 2 -> {
                if (pipelines) {
                    groups.add("AUTH LOGIN\r\n");
                    groups.add(word(LETTERS, 40) + "==\r\n");
                }
            }
            default -> mail();
        }
    }

    private String address() {
        return "<" + word(LETTERS, 30) + "@" + word(LETTERS, 10) + ".example>";
    }

    private void mail() {
        var commands = new ArrayList<String>();
        commands.add(
                "MAIL FROM:" + (choose(8) == 1 ? "<>" : address()) + (pipelines ? choose(PARAMETERS) : "") + "\r\n");
        for (int more = choose(4); more >= 0; more--) {
            commands.add("RCPT TO:" + address() + (pipelines ? choose(FORWARD_PARAMETERS) : "") + "\r\n");
        }
        commands.add("DATA\r\n");
        if (pipelines && choose(2) == 1) {
            groups.add(String.join("", commands));
        } else {
            groups.addAll(commands);
        }
        var data = new StringBuilder("Subject: " + word(LETTERS, 20) + "\r\n\r\n");
        for (int more = choose(6); more > 0; more--) {
            String line = choose(3) == 0 ? "" : word(TEXT, 100);
            data.append(line.startsWith(".") ? "." : "").append(line).append("\r\n");
        }
        groups.add(data + ".\r\n");
    }

    /** The octets of {@code groups}. */
    static byte[] octets(List<String> groups) {
        return String.join("", groups).getBytes(ISO_8859_1);
    }
}
