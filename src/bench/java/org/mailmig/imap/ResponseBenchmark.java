// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.mailmig.imap.internal.messages.PartialMessageInfo;
import org.mailmig.imap.wire.ByteSource;
import org.mailmig.imap.wire.ResponseReader;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it takes to read a message's facts (UID, FLAGS, INTERNALDATE, RFC822.SIZE), and the octets of its text. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ResponseBenchmark {
    private static final int MESSAGES = 1_000;
    private static final int KILOBYTES = 1_024;

    private final byte[] factLines = factLines();
    private final byte[] literal = literal();
    private final byte[] room = new byte[1 << 16];

    private static byte[] factLines() {
        StringBuilder lines = new StringBuilder();
        for (int i = 1; i <= MESSAGES; i++) {
            lines.append("* ")
                    .append(i)
                    .append(" FETCH (UID ")
                    .append(i * 3L)
                    .append(" FLAGS (\\Seen \\Answered $Forwarded) INTERNALDATE \"01-Feb-2024 10:20:30 +0100\"")
                    .append(" RFC822.SIZE ")
                    .append(1_000 + i)
                    .append(")\r\n");
        }
        return lines.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] literal() {
        int octets = KILOBYTES * 1_024;
        byte[] head = (" {" + octets + "}\r\n").getBytes(StandardCharsets.US_ASCII);
        byte[] all = new byte[head.length + octets + 1];
        System.arraycopy(head, 0, all, 0, head.length);
        all[all.length - 1] = ')';
        return all;
    }

    private static ResponseReader reader(byte[] octets) {
        ResponseReader in = new ResponseReader(new ByteSource(new ByteArrayInputStream(octets)));
        in.begin(ResponseReader.MOST_OCTETS);
        return in;
    }

    /** One message. */
    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public long facts() throws IOException {
        ResponseReader in = reader(factLines);
        long sum = 0;
        for (int i = 0; i < MESSAGES; i++) {
            in.begin(ResponseReader.MOST_OCTETS);
            in.expect('*');
            in.blank();
            in.number();
            in.blank();
            in.word();
            PartialMessageInfo message = new PartialMessageInfo();
            message.read(in);
            sum += message.uid() + message.size();
            in.skipRest();
        }
        return sum;
    }

    /** One kilobyte of text. */
    @Benchmark
    @OperationsPerInvocation(KILOBYTES)
    public long text() throws IOException {
        ResponseReader in = reader(literal);
        in.blank();
        long sum = 0;
        try (InputStream body = in.body()) {
            for (int n = body.read(room); n >= 0; n = body.read(room)) {
                sum += n;
            }
        }
        return sum;
    }
}
