package org.smtpward.admin;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Tells open pages what is new (server-sent events). However much happens, a page hears of it once a tick, and of no more than
 * it can show; one that does not read gets nothing until it does, and is dropped when it goes on so. Runs on one event loop.
 */
final class LiveStream {
    /** New matches in one tick; more are counted, not shown. */
    static final int MATCHES_PER_TICK = 25;

    /** Matches that a page begins with. */
    static final int MATCHES_AT_FIRST = 100;

    /** Ticks without anything to tell until we show that we live; the page misses us after three of these. */
    static final int TICKS_BETWEEN_SIGNS = 10;

    /** Ticks that a page may take to read what it got. */
    static final int TICKS_TO_READ = 20;

    /** How soon a page comes again when we were gone. */
    private static final String RETRY = "retry: 2000\n";

    private final Sources sources;
    private final int limit;
    private final Set<Watcher> watchers = new LinkedHashSet<>();
    private String lastOverview = "";
    private long nextMatch;
    private int quietTicks;

    /** @param limit how many may watch */
    LiveStream(Sources sources, int limit) {
        this.sources = sources;
        this.limit = limit;
    }

    /** One page. */
    private static final class Watcher {
        private final HttpServerResponse response;
        /** It has missed something and needs everything anew. */
        private boolean behind = true;

        private int fullTicks;

        Watcher(HttpServerResponse response) {
            this.response = response;
        }
    }

    boolean isFull() {
        return watchers.size() >= limit;
    }

    int size() {
        return watchers.size();
    }

    /** One more; {@code response} has its status and its headers. */
    void add(HttpServerResponse response) {
        var watcher = new Watcher(response);
        watchers.add(watcher);
        response.setChunked(true);
        response.exceptionHandler(gone -> watchers.remove(watcher));
        response.closeHandler(gone -> watchers.remove(watcher));
        response.write(RETRY);
        bringUpToDate(watcher);
    }

    /** To be called a few times a second. */
    void tick() {
        // Also without watchers: who makes it notices by that since when something is so.
        Overview now = sources.overview().get();
        if (watchers.isEmpty()) {
            nextMatch = sources.matches().since(nextMatch, 0).next();
            return;
        }
        JsonObject overview = PageJson.overview(now, sources.hour());
        String encoded = overview.encode();
        RecentMatches.Batch batch = sources.matches().since(nextMatch, MATCHES_PER_TICK);
        boolean news = !encoded.equals(lastOverview) || batch.next() > nextMatch;
        lastOverview = encoded;
        nextMatch = batch.next();
        quietTicks = news ? 0 : quietTicks + 1;
        if (news) {
            tell(frame("update", overview.mergeIn(PageJson.matches(batch))));
        } else if (quietTicks >= TICKS_BETWEEN_SIGNS) {
            quietTicks = 0;
            tell(frame("alive", new JsonObject()));
        } else {
            tell(Buffer.buffer());
        }
    }

    /** Ends all of them. */
    void close() {
        List.copyOf(watchers).forEach(watcher -> watcher.response.end());
        watchers.clear();
    }

    /** One event as it goes over the wire. JSON has no line ends, which would end the field. */
    static Buffer frame(String event, JsonObject content) {
        return Buffer.buffer("event: " + event + "\ndata: " + content.encode() + "\n\n");
    }

    private void tell(Buffer frame) {
        for (Watcher watcher : new ArrayList<>(watchers)) {
            if (watcher.response.writeQueueFull()) {
                watcher.behind = true;
                if (++watcher.fullTicks > TICKS_TO_READ) {
                    drop(watcher);
                }
            } else if (watcher.behind) {
                bringUpToDate(watcher);
            } else if (frame.length() > 0) {
                watcher.response.write(frame);
            }
        }
    }

    private void bringUpToDate(Watcher watcher) {
        watcher.behind = false;
        watcher.fullTicks = 0;
        RecentMatches.Batch batch = sources.matches().since(0, MATCHES_AT_FIRST);
        JsonObject overview = PageJson.overview(sources.overview().get(), sources.hour());
        watcher.response.write(frame("all", overview.mergeIn(PageJson.matches(batch))));
    }

    private void drop(Watcher watcher) {
        watchers.remove(watcher);
        watcher.response.reset();
    }
}
