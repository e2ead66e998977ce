package org.smtpward.session;

import static org.smtpward.session.Dialogue.play;
import static org.smtpward.session.Stage.AFTER_EHLO;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every row of the tables of foreign protocols, each with a line that resembles it and is no reason to hang up. */
class ProtocolTablesTest {
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    an HTTP request              | GET /                              | VRFY get
                    an HTTP request              | propfind\\t/dav                    | PROPFINDER /dav
                    an HTTP request              | \\x20OPTIONS *                     | HELP OPTIONS
                    an HTTP request              | PRI * HTTP                         | PRINT x
                    an HTTP request              | CONNECT mail.example:25            | EXPN connect
                    an HTTP response             | HTTP/1.1 200 OK                    | HTTP
                    a header line of HTTP        | Host: mail.example                 | RCPT TO:<host@mail.example>
                    a header line of HTTP        | Cookie : a=b                       | NOOP Cookie: a=b
                    an HTTP request            | M-SEARCH * HTTP/1.1                | MAIL FROM:<HTTP/1.1@x.example>
                    an RTSP request              | DESCRIBE rtsp://x RTSP/1.0         | HELP RTSP/x
                    a SIP request               | INVITE sip:b@x SIP/2.0             | NOOP SIP/
                    an ICAP request              | REQMOD icap://x ICAP/1.0           | NOOP xICAP/1.0
                    an FTP or POP3 login         | USER anonymous                     | USERS
                    an FTP or POP3 client        | PASS secret                        | PASSING
                    an FTP or POP3 client        | RETR 1                             | RETR
                    an FTP or POP3 client        | PORT 127,0,0,1,0,25                | VRFY port
                    an FTP or POP3 client        | CAPA                               | CAPACITY
                    an FTP or POP3 client        | STLS                               | STLSX
                    a POP3 server                | +OK ready                          | OK ready
                    a POP3 server                | -ERR no                            | ERR no
                    an IMAP server               | * OK IMAP4rev1                     | * hello
                    an IMAP client               | a001 LOGIN alice secret            | a001 LOG
                    an IMAP client               | A1 CAPABILITY                      | EXPN capability
                    an SSH client                | SSH-2.0-OpenSSH_9.2                | SSH
                    the PROXY protocol, version 1 | PROXY TCP4 192.0.2.1 192.0.2.2 1 25 | PROXY
                    an LMTP client               | LHLO client.example                | LHLOX
                    a ManageSieve client         | AUTHENTICATE "PLAIN"               | AUTHENTICATION
                    an NNTP client               | MODE READER                        | MODE
                    an NNTP client               | GROUP comp.mail                    | EXPN group
                    an IRC client                | NICK alice                         | NICKNAME x
                    an IRC client                | CAP LS 302                         | CAP
                    Redis                        | *1                                 | *
                    Redis                        | CONFIG SET dir /tmp                | HELP config
                    Redis                        | FLUSHALL                           | FLUSH
                    memcached                    | set key 0 60 5                     | set key
                    memcached                    | gets key                           | getset
                    XML or HTML                  | <?xml version="1.0"?>              | < x
                    XML or HTML                  | <img src=x>                        | RCPT TO:<img@mail.example>
                    JSON                         | {"a":1}                            | NOOP {
                    VNC                          | RFB 003.008                        | RFB
                    rsync                        | @RSYNCD: 31.0                      | @RSYNC
                    a Java debugger              | JDWP-Handshake                     | JDWP
                    git                          | 0032git-upload-pack /x             | 0032
                    Zabbix                       | ZBXD                               | ZBX
                    ZooKeeper                    | ruok                               | ruokay
                    finger or gopher             | /W alice                           | W alice
                    """)
    void aLineOfAnotherProtocol(String protocol, String attack, String twin) {
        endsTheSession(protocol, attack + "\\r\\n");
        isNoReasonToHangUp(twin);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    a TLS ClientHello            | \\x16\\x03                          | \\x16\\x04
                    an SSLv2 ClientHello         | \\x80\\x2e\\x01\\0\\x02             | \\x80\\x2e\\x02
                    an SSLv2 ClientHello         | \\x80\\x2e\\x01\\x03\\x01           | \\x80\\x2e\\x01\\x04\\x01
                    RDP                          | \\x03\\0\\0                         | \\x03\\0\\x01
                    SMB                          | \\0\\0\\0\\x85\\xffSMB              | \\0\\0\\0\\x85\\xffSMC
                    SMB                          | \\0\\0\\0\\x85\\xfeSMB              | \\0\\0\\0\\x85\\xfdSMB
                    a PostgreSQL client          | \\0\\0\\0\\x08\\x04\\xd2\\x16       | \\0\\0\\0\\x08\\x05
                    a PostgreSQL client          | \\0\\0\\0\\x54\\0\\x03\\0\\0        | \\0\\0\\0\\x54\\0\\x02\\0\\0
                    SOCKS 5                      | \\x05\\x01                          | \\x06\\x01
                    SOCKS 4                      | \\x04\\x01                          | \\x04\\x03
                    SOCKS 4                      | \\x04\\x02                          | \\x04\\x04
                    MQTT                         | \\x10\\x0e\\0\\x04MQTT              | \\x10\\x0e\\0\\x04MQTX
                    LDAP                         | 0\\x0c\\x02\\x01                    | 0\\x0c\\x03
                    telnet negotiation           | \\xff\\xfb                          | \\xff\\xff
                    telnet negotiation           | \\xff\\xfe                          | \\xfe\\xfe
                    AMQP                         | AMQP\\0                             | AMQP
                    Java RMI                     | JRMI\\0                             | JRMI
                    a Java serialization stream  | \\xac\\xed\\0\\x05                  | \\xac\\xee
                    SQL Server                   | \\x12\\x01\\0                       | \\x12\\x02
                    the ZooKeeper protocol       | \\0\\0\\0\\x2d                      | \\0\\0\\0\\x2e
                    BitTorrent                   | \\x13Bit                            | \\x13But
                    X11                          | l\\0\\x0b\\0                        | l\\0\\x0c\\0
                    X11                          | B\\0\\0\\x0b                        | B\\0\\0\\x0c
                    """)
    void octetsOfAnotherProtocol(String protocol, String attack, String twin) {
        endsTheSession(protocol, attack);
        isNoReasonToHangUp(twin);
    }

    private static void endsTheSession(String protocol, String octets) {
        play(AFTER_EHLO, """
                C raw: %s
                S:  421 4.7.0 mail.example Rejecting open proxy [192.0.2.1]
                >B: nothing
                event foreign-protocol block looks like %s
                closed BLOCKED
                """.formatted(octets, protocol));
    }

    private static void isNoReasonToHangUp(String line) {
        if (line.matches("(?:NOOP|HELP|VRFY|EXPN|MAIL|RCPT) .*")) {
            play(AFTER_EHLO, """
                    C:  %s
                    >B: %s
                    B:  250 ok
                    S:  250 ok
                    """.formatted(line, line));
        } else {
            play(AFTER_EHLO, """
                    C raw: %s\\r\\n
                    S:  500 *
                    %s
                    """.formatted(
                    line, line.contains("\\") ? "event command-syntax block *" : "event unknown-command block *"));
        }
    }
}
