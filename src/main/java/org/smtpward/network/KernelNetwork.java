package org.smtpward.network;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.smtpward.config.Configuration;
import org.smtpward.config.NetworkOptions;

/**
 * The routing rules and packet filter rules that a configuration needs of the kernel. What they are to do is in docs/network.md.
 * Blocks; changes need root.
 */
public final class KernelNetwork {
    private final Needs needs;
    /** In the order in which they are set: who is marked must have a route. */
    private final List<Keeper> keepers;

    private KernelNetwork(NetworkOptions options, Needs needs) {
        this.needs = needs;
        boolean nft =
                switch (options.packetFilter()) {
                    case NFT -> true;
                    case IPTABLES -> false;
                    case AUTO -> Programs.has(Nftables.PROGRAM);
                };
        Needs fromNft = nft ? needs : Needs.NONE;
        Needs fromIptables = nft ? Needs.NONE : needs;
        this.keepers = List.of(
                Routing.of(Family.IPV4, options, needs),
                Routing.of(Family.IPV6, options, needs),
                Nftables.of(options, fromNft),
                Iptables.of(Family.IPV4, options, fromIptables),
                Iptables.of(Family.IPV6, options, fromIptables));
    }

    /** All that {@code configuration} needs. */
    public static KernelNetwork of(Configuration configuration) {
        return new KernelNetwork(configuration.network(), Needs.of(configuration));
    }

    /** Nothing, so that all that is there with the numbers of {@code options} is stale. */
    public static KernelNetwork none(NetworkOptions options) {
        return new KernelNetwork(options, Needs.NONE);
    }

    /** Whether nothing has to be set at all. */
    public boolean isNothing() {
        return keepers.stream().allMatch(Keeper::isNothing);
    }

    /** Whether the kernel is to turn connections to us, which else reach the backend past us. */
    public boolean turnsConnections() {
        return !needs.turns().isEmpty();
    }

    /** Whether clients with IPv6 can get past us where those with IPv4 cannot. */
    public boolean leavesOutIpv6() {
        return needs.leavesOutIpv6() && OwnAddresses.haveIpv6();
    }

    /** Settings of the kernel that drop what we need, as the commands that change them; that is not done by {@link #set}. */
    public List<ShellCommand> obstacles() {
        return MarkedAnswers.obstacles(needs);
    }

    /** What is wanted and there or not there. What is there and not wanted is not looked for where that needs root. */
    public Inventory look() throws NetworkException {
        requireSense();
        Inventory all = Inventory.NOTHING;
        for (Keeper keeper : keepers) {
            try {
                all = all.and(look(keeper));
            } catch (NetworkException.NotPermitted e) {
                if (!keeper.isNothing()) {
                    throw e;
                }
            }
        }
        return all;
    }

    /**
     * Removes what is stale, then sets what is missing; does nothing if all is as it should be.
     *
     * @param done hears of each command that has been run
     */
    public void set(Consumer<ShellCommand> done) throws NetworkException {
        requireSense();
        var inventories = new ArrayList<Inventory>();
        for (Keeper keeper : keepers) {
            inventories.add(look(keeper));
        }
        run(inventories.reversed().stream().map(Inventory::stale), done);
        run(inventories.stream().map(Inventory::missing), done);
    }

    private void requireSense() throws NetworkException {
        Optional<String> contradiction = needs.contradiction();
        if (contradiction.isPresent()) {
            throw new NetworkException(contradiction.get());
        }
    }

    private static void run(Stream<List<ShellCommand>> commands, Consumer<ShellCommand> done) throws NetworkException {
        for (ShellCommand command : commands.flatMap(Collection::stream).toList()) {
            Programs.run(command);
            done.accept(command);
        }
    }

    private static Inventory look(Keeper keeper) throws NetworkException {
        return keeper.isNothing() && !Programs.has(keeper.program()) ? Inventory.NOTHING : keeper.look();
    }
}
