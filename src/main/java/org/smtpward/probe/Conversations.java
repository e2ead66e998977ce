package org.smtpward.probe;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Opens connections to the server, one after the other, up to the moment that a check is about. */
final class Conversations {
    private final Target target;
    private final List<Heard.Reply> codes403 = new ArrayList<>();
    private long replies;
    private boolean paused = true;
    private boolean mailNeedsTls;

    Conversations(Target target) {
        this.target = target;
    }

    Target target() {
        return target;
    }

    /** Connected, and in TLS if that is implicit. The greeting is yet to come. */
    Conversation connected() throws OffScript {
        Conversation conversation = new Conversation(target, socket(), this::count);
        if (target.implicitTls() && conversation.handshake(Offer.mail(target)) instanceof Handshake.Failed failed) {
            conversation.close();
            throw new OffScript("TLS", failed.why());
        }
        return conversation;
    }

    /** Connected, before an implicit handshake. */
    Conversation bare() throws OffScript {
        return new Conversation(target, socket(), this::count);
    }

    private Socket socket() throws OffScript {
        if (!paused) {
            LockSupport.parkNanos(target.pause().toNanos());
        }
        paused = false;
        try {
            return firstThatAnswers(addresses());
        } catch (IOException e) {
            throw new OffScript("connection", why(e));
        }
    }

    /** Of the family of our own address, if that is given. */
    private List<InetAddress> addresses() throws UnknownHostException {
        return Stream.of(InetAddress.getAllByName(target.host()))
                .filter(address -> target.source()
                        .map(source -> source.getAddress().length == address.getAddress().length)
                        .orElse(true))
                .toList();
    }

    private Socket firstThatAnswers(List<InetAddress> addresses) throws IOException {
        IOException trouble = new IOException("no address of the family of our own");
        for (InetAddress address : addresses) {
            try {
                return connect(address);
            } catch (IOException e) {
                trouble = e;
            }
        }
        throw trouble;
    }

    private Socket connect(InetAddress address) throws IOException {
        var socket = new Socket();
        try {
            if (target.source().isPresent()) {
                socket.bind(new InetSocketAddress(target.source().get(), 0));
            }
            socket.connect(new InetSocketAddress(address, target.port()), (int)
                    target.patience().toMillis());
            socket.setTcpNoDelay(true);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static String why(IOException failure) {
        return switch (failure) {
            case UnknownHostException e -> "no such host";
            case SocketTimeoutException e -> "no answer";
            case NoRouteToHostException e -> "no route to it";
            case ConnectException e -> "refused";
            default -> String.valueOf(failure.getMessage());
        };
    }

    /** The greeting has been heard. */
    Conversation greeted() throws OffScript {
        return upTo(connected(), conversation -> conversation.demandReply("greeting", 2));
    }

    /** EHLO has been answered. */
    Conversation hello() throws OffScript {
        return upTo(greeted(), Conversation::hello);
    }

    /** The handshake after STARTTLS has been made and nothing been said since. */
    Conversation secured() throws OffScript {
        return upTo(hello(), Conversation::secure);
    }

    /** EHLO has been answered, in TLS if the server takes no mail without. */
    Conversation mailing() throws OffScript {
        return upTo(fresh(), Conversation::hello);
    }

    /** As {@link #mailing()}, before EHLO. */
    Conversation fresh() throws OffScript {
        return mailNeedsTls ? secured() : greeted();
    }

    /** MAIL in the clear was refused, in TLS not. */
    void onMailNeedsTls() {
        mailNeedsTls = true;
    }

    /** Before the handshake: STARTTLS was answered by 220, or it is implicit. */
    Conversation beforeHandshake() throws OffScript {
        return target.implicitTls() ? bare() : upTo(hello(), conversation -> conversation.demand("STARTTLS"));
    }

    /** A step on the way. */
    interface Step {
        void take(Conversation conversation) throws OffScript;
    }

    /** Closes the conversation when the step fails. */
    static Conversation upTo(Conversation conversation, Step step) throws OffScript {
        try {
            step.take(conversation);
            return conversation;
        } catch (OffScript e) {
            conversation.close();
            throw e;
        }
    }

    private void count(Heard.Reply reply) {
        replies++;
        if (reply.code() == 403 && codes403.size() < 100) {
            codes403.add(reply);
        }
    }

    /** How many replies were heard so far. */
    long replies() {
        return replies;
    }

    /** Those with a code that SMTP does not know; a hundred at most. */
    List<Heard.Reply> codes403() {
        return List.copyOf(codes403);
    }
}
