package org.smtpward.bench.measure;

import java.time.Duration;
import java.util.Optional;
import org.smtpward.bench.load.Observer;

/** Measures what processes cost while a load counts. */
public final class Meter implements Observer {
    private final Optional<ProcessTree> contender;
    private final Optional<ProcessTree> sink;
    private Cost begin = Cost.NONE;
    private Cost cost = Cost.NONE;
    private Cost costOfHolding = Cost.NONE;
    private Memory before = new Memory(0, 0);
    private Memory after = new Memory(0, 0);

    /** A meter for these, as far as they are known. If the sink is the contender, it is counted as that. */
    public Meter(Optional<ProcessTree> contender, Optional<ProcessTree> sink) {
        this.contender = contender;
        this.sink = sink.equals(contender) ? Optional.empty() : sink;
    }

    @Override
    public void opens() {
        before = memory();
        begin = now();
    }

    @Override
    public void closes() {
        cost = now().since(begin);
        after = memory();
    }

    @Override
    public void holds() {
        begin = now();
    }

    @Override
    public void held() {
        costOfHolding = now().since(begin);
        after = memory();
    }

    /** What it cost while units counted. */
    public Cost cost() {
        return cost;
    }

    /** What it cost while connections were held. */
    public Cost costOfHolding() {
        return costOfHolding;
    }

    /** The contender's memory when counting began. */
    public Memory before() {
        return before;
    }

    /** The contender's memory when it had ended, or connections had been held for a while. */
    public Memory after() {
        return after;
    }

    private Memory memory() {
        return contender.map(ProcessTree::memory).orElse(new Memory(0, 0));
    }

    private Cost now() {
        Duration ofContender = contender.map(ProcessTree::cpu).orElse(Duration.ZERO);
        Duration ofSink = sink.map(ProcessTree::cpu).orElse(Duration.ZERO);
        Duration ofSelf = ProcessTree.self();
        Duration ofAll = ProcessTree.machine();
        return new Cost(
                ofContender,
                ofSink,
                ofSelf,
                ofAll.minus(ofSelf).minus(ofContender).minus(ofSink));
    }
}
