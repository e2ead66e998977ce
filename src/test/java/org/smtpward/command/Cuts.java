package org.smtpward.command;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;

/** Ways to cut octets into segments: as one, into two at every place, octet by octet, and into many at random places. */
public final class Cuts {
    private static final int RANDOM_WAYS = 20;

    private Cuts() {}

    /** All of them; the random ones are the same in every run. */
    public static List<List<byte[]>> of(byte[] octets) {
        var ways = new ArrayList<List<byte[]>>();
        ways.add(List.of(octets));
        for (int at = 1; at < octets.length; at++) {
            ways.add(cut(octets, new TreeSet<>(List.of(at))));
        }
        var everywhere = new TreeSet<Integer>();
        for (int at = 1; at < octets.length; at++) {
            everywhere.add(at);
        }
        ways.add(cut(octets, everywhere));
        var random = new Random(octets.length);
        for (int i = 0; i < RANDOM_WAYS; i++) {
            ways.add(atRandom(octets, random));
        }
        return ways;
    }

    /** One random way. */
    public static List<byte[]> atRandom(byte[] octets, Random random) {
        var places = new TreeSet<Integer>();
        for (int i = random.nextInt(6); i >= 0 && octets.length > 1; i--) {
            places.add(1 + random.nextInt(octets.length - 1));
        }
        return cut(octets, places);
    }

    private static List<byte[]> cut(byte[] octets, SortedSet<Integer> places) {
        var segments = new ArrayList<byte[]>();
        int from = 0;
        for (int place : places) {
            segments.add(Arrays.copyOfRange(octets, from, place));
            from = place;
        }
        segments.add(Arrays.copyOfRange(octets, from, octets.length));
        return segments;
    }
}
