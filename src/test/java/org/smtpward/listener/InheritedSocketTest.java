package org.smtpward.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a descriptor must be to be taken for a listening socket. Netty's sockets are non-blocking; a blocking one is RestartIT's. */
class InheritedSocketTest {
    @BeforeEach
    void needsEpoll() {
        assumeThat(Epoll.isAvailable()).isTrue();
    }

    @Test
    void aListeningSocketIsTaken() throws Exception {
        Socket socket = bound();
        try {
            socket.listen(1);
            InheritedSocket inherited = InheritedSocket.at(socket.intValue(), "smtp");
            assertThat(inherited.address()).isEqualTo(socket.localAddress());
            assertThat(inherited.hostPort().toString())
                    .isEqualTo("127.0.0.1:" + socket.localAddress().getPort());
        } finally {
            socket.close();
        }
    }

    /** Accept=yes gives such ones. */
    @Test
    void oneThatDoesNotListenIsRefused() throws Exception {
        Socket socket = bound();
        try {
            assertRefused(socket, "does not listen");
        } finally {
            socket.close();
        }
    }

    @Test
    void oneForDatagramsIsRefused() throws Exception {
        Socket socket = Socket.newSocketDgram();
        try {
            assertRefused(socket, "is no TCP socket");
        } finally {
            socket.close();
        }
    }

    @Test
    void oneOfTheFileSystemIsRefused() throws Exception {
        Socket socket = Socket.newSocketDomain();
        try {
            assertRefused(socket, "is no TCP socket");
        } finally {
            socket.close();
        }
    }

    @Test
    void whatIsNoSocketIsRefused() {
        assertThatThrownBy(() -> InheritedSocket.at(1_000_000, "smtp"))
                .isInstanceOf(InheritanceException.class)
                .hasMessageStartingWith("descriptor 1000000 (smtp) is no socket");
    }

    private static Socket bound() throws IOException {
        Socket socket = Socket.newSocketStream();
        socket.bind(new InetSocketAddress("127.0.0.1", 0));
        return socket;
    }

    private static void assertRefused(Socket socket, String why) {
        assertThatThrownBy(() -> InheritedSocket.at(socket.intValue(), "smtp"))
                .isInstanceOf(InheritanceException.class)
                .hasMessageContaining("(smtp) " + why);
    }
}
