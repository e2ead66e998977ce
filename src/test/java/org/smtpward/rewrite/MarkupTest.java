package org.smtpward.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a browser could take for markup, and what honest people have in addresses and names. */
class MarkupTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>",
                "<script/x@y>",
                "<SVG>",
                "<svg/onload=alert@x>",
                "<x/ONfocus=a/autofocus@y>",
                "<x/a/onclick=b@y>",
                "<x=/onclick=b@y>",
                "<img/src=x/@y>",
                "<a/href=javascript:x@y>",
                "<a@x",
                "<a<b>@x>",
                "<a b@x>",
                "<a;b@x>",
                "<a&lt;b@x>",
                "<b>",
                "<H1>",
                "</pre>",
                "<marquee/x@y>",
                "<a@x> <b>x",
                "<a(b)@x>",
                "<a\\b@x>",
                "<\"<b>\"@x>",
                "<\"a\\\"b\"@x>",
                "<\"a@x>",
                "<x/\"a\"@y>",
                "<!--@x>",
                "<a@x> <script>",
                "<a@x> X=<b>",
                "<a@x> X=\u0001",
                "<a@x> X=(b)",
                "a@x>",
                "\u001b$B"
            })
    void isNotPlain(String path) {
        assertThat(Markup.isPlainEnvelope(octets("MAIL FROM:" + path))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<>",
                "<a@x.example>",
                " <a@x.example>",
                "a@x.example",
                "<postmaster>",
                "<\"john doe\"@x>",
                "<\"a@b\"@x>",
                "<o'brien+tag@x>",
                "<!#$%'*+-/=?^_`{|}~@x>",
                "<prvs=1a2b=user@x>",
                "<SRS0=Wz/K=UT=d.example=user@x>",
                "</G=John/S=Doe/O=x/@gw>",
                "<@a,@b:u@x>",
                "<u@[IPv6:2001:db8::1]>",
                "<m\u00fcller@x>",
                "<at&t@x>",
                "<on=off/a=b@x>",
                "<a@x> SIZE=1000 BODY=8BITMIME RET=HDRS ENVID=QQ+2B314 AUTH=<> SMTPUTF8",
                "<a@x> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;u+2Bv@x",
                "<a@x> AUTH=u@x MT-PRIORITY=-3 BY=120;R"
            })
    void isPlain(String path) {
        assertThat(Markup.isPlainEnvelope(octets("MAIL FROM:" + path))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HELP <script>",
                "NOOP <a@x>",
                "EHLO x<y>",
                "ETRN a;b",
                "VRFY a;b",
                "EHLO a&b;",
                "VRFY HTTP/1.1 200 OK",
                "VRFY Content-Type: text/html",
                "VRFY +ADw-",
                "NOOP `a`"
            })
    void whereNoAddressStandsLessIsPlain(String line) {
        assertThat(Markup.isPlainText(octets(line))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"EHLO mail.client.example", "EHLO [192.0.2.1]", "HELO my_pc", "ETRN #queue", "NOOP", "QUIT"})
    void ordinaryLinesArePlain(String line) {
        assertThat(Markup.isPlainText(octets(line))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"550 <script>... no", "550 x <a b>", "250 <svg/onload=x>", "550 <!-- x", "550 <a@x"})
    void aReplyHasATag(String reply) {
        assertThat(Markup.hasTag(octets(reply))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"250 <a@x>... ok", "214 HELP <topic>", "250 a < b", "250 <>... ok", "250 ok <"})
    void aReplyHasNone(String reply) {
        assertThat(Markup.hasTag(octets(reply))).isFalse();
    }

    private static ByteBuf octets(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
    }
}
