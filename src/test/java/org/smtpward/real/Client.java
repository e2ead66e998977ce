package org.smtpward.real;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.smtpward.lab.Sendmail;

/** The programs that deliver mail, and how; each says what it was answered. */
enum Client {
    SOCKET(false) {
        @Override
        String deliver(Endpoint server, Sendmail lab, List<Mail> mails) throws Exception {
            return stepByStep(SmtpClient.hello(server), mails);
        }
    },
    SOCKET_PIPELINED(false) {
        @Override
        String deliver(Endpoint server, Sendmail lab, List<Mail> mails) throws Exception {
            return pipelined(SmtpClient.hello(server), mails);
        }
    },
    SOCKET_TLS(true) {
        @Override
        String deliver(Endpoint server, Sendmail lab, List<Mail> mails) throws Exception {
            return stepByStep(SmtpClient.secure(server, lab.certificate()), mails);
        }
    },
    SOCKET_TLS_PIPELINED(true) {
        @Override
        String deliver(Endpoint server, Sendmail lab, List<Mail> mails) throws Exception {
            return pipelined(SmtpClient.secure(server, lab.certificate()), mails);
        }
    },
    SWAKS(false) {
        @Override
        String deliver(Endpoint server, Sendmail lab, List<Mail> mails) throws Exception {
            return swaks(server, mails);
        }
    },
    SWAKS_PIPELINED(false) {
        @Override
        String deliver(Endpoint server, Sendmail lab, List<Mail> mails) throws Exception {
            return swaks(server, mails, "--pipeline");
        }
    },
    SWAKS_TLS(true) {
        @Override
        String deliver(Endpoint server, Sendmail lab, List<Mail> mails) throws Exception {
            return swaks(server, mails, "--tls");
        }
    },
    SWAKS_TLS_PIPELINED(true) {
        @Override
        String deliver(Endpoint server, Sendmail lab, List<Mail> mails) throws Exception {
            return swaks(server, mails, "--tls", "--pipeline");
        }
    },
    OPENSSL(true) {
        @Override
        String deliver(Endpoint server, Sendmail lab, List<Mail> mails) throws Exception {
            return openssl(server, lab, mails, false);
        }
    },
    OPENSSL_PIPELINED(true) {
        @Override
        String deliver(Endpoint server, Sendmail lab, List<Mail> mails) throws Exception {
            return openssl(server, lab, mails, true);
        }
    };

    private static final String RECIPIENTS = "RCPT TO:<bob@example.test>\r\nRCPT TO:<Carol@example.test>\r\n";

    private final boolean tls;

    Client(boolean tls) {
        this.tls = tls;
    }

    boolean tls() {
        return tls;
    }

    /** Delivers {@code mails} to bob and Carol and says QUIT; every reply. */
    abstract String deliver(Endpoint server, Sendmail lab, List<Mail> mails) throws Exception;

    private static String mail(Mail mail) {
        return "MAIL FROM:<Sender@client.test>" + mail.parameters() + "\r\n";
    }

    private static String stepByStep(SmtpClient connected, List<Mail> mails) throws IOException {
        try (SmtpClient client = connected) {
            for (Mail mail : mails) {
                for (String command : (mail(mail) + RECIPIENTS + "DATA").split("\r\n")) {
                    client.command(command);
                }
                client.send(mail.wire());
                client.reply();
            }
            client.send("QUIT\r\n");
            client.rest();
            return client.transcript();
        }
    }

    /** The next transaction, or QUIT, stands behind the end of the data in the same segment (RFC 2920 §3.1). */
    private static String pipelined(SmtpClient connected, List<Mail> mails) throws IOException {
        try (SmtpClient client = connected) {
            client.send(mail(mails.getFirst()) + RECIPIENTS + "DATA\r\n");
            client.replies(4);
            for (int i = 0; i < mails.size(); i++) {
                String data = new String(mails.get(i).wire(), ISO_8859_1);
                if (i + 1 < mails.size()) {
                    client.send(data + mail(mails.get(i + 1)) + RECIPIENTS + "DATA\r\n");
                    client.replies(5);
                } else {
                    client.send(data + "QUIT\r\n");
                }
            }
            client.rest();
            return client.transcript();
        }
    }

    private static String swaks(Endpoint server, List<Mail> mails, String... options) throws IOException {
        StringBuilder replies = new StringBuilder();
        for (Mail mail : mails) {
            Path data = Files.createTempFile("swaks", ".data");
            try {
                byte[] octets = mail.wire();
                Files.write(data, Arrays.copyOf(octets, octets.length - 2)); // swaks ends the last line
                replies.append(Swaks.deliver(server, data, options));
            } finally {
                Files.delete(data);
            }
        }
        return replies.toString();
    }

    private static String openssl(Endpoint server, Sendmail lab, List<Mail> mails, boolean pipelined)
            throws IOException {
        try (OpensslClient client = OpensslClient.start(server, lab.certificate())) {
            client.command("EHLO client.test\r\n", 1);
            for (Mail mail : mails) {
                List<String> commands =
                        new ArrayList<>(List.of((mail(mail) + RECIPIENTS + "DATA\r\n").split("(?<=\n)")));
                if (pipelined) {
                    client.command(String.join("", commands), commands.size());
                } else {
                    for (String command : commands) {
                        client.command(command, 1);
                    }
                }
                client.command(new String(mail.wire(), ISO_8859_1), 1);
            }
            client.command("QUIT\r\n", 0);
            return client.transcript();
        }
    }
}
