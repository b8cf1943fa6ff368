// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.mailmig.imap.text.UidSet;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Sets of 100,000 UIDs, nearly whole and in many pieces. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class UidSetBenchmark {
    private static final int UIDS = 100_000;

    /** So many neighbours stand between two gaps. */
    @Param({"2", "1000"})
    public int run;

    private List<Long> uids;
    private UidSet all;
    private UidSet half;
    private String text;

    @Setup
    public void make() {
        uids = LongStream.range(0, UIDS).map(i -> i + i / run + 1).boxed().toList();
        all = UidSet.of(uids);
        half = UidSet.of(uids.subList(UIDS / 4, UIDS * 3 / 4));
        text = all.toString();
    }

    @Benchmark
    public UidSet of() {
        return UidSet.of(uids);
    }

    @Benchmark
    public UidSet parse() {
        return UidSet.parse(text);
    }

    @Benchmark
    public String text() {
        return all.toString();
    }

    @Benchmark
    public UidSet minus() {
        return all.minus(half);
    }

    @Benchmark
    public boolean contains() {
        return all.contains(UIDS / 2);
    }
}
