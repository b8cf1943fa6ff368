// SPDX-License-Identifier: Apache-2.0
package org.mailmig.runtime;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** The body of an HTTP response in memory. Reading stops as soon as it is larger than the limit. */
public final class LimitedHttpBody implements HttpResponse.BodySubscriber<byte[]> {
    private final int most;
    private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final boolean announcedTooLarge;
    private Flow.Subscription subscription;

    /** @param most limit in bytes */
    public LimitedHttpBody(HttpHeaders headers, int most) {
        this.most = most;
        announcedTooLarge = headers.firstValueAsLong("Content-Length").orElse(0) > most;
    }

    /** The body exceeds the limit. */
    public static final class TooLargeException extends IOException {
        private static final long serialVersionUID = 1L;

        TooLargeException(int most) {
            super("more than " + most + " bytes");
        }
    }

    @Override
    public CompletionStage<byte[]> getBody() {
        return whole;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        if (announcedTooLarge) {
            tooLarge();
        } else {
            given.request(Long.MAX_VALUE);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> pieces) {
        for (ByteBuffer piece : pieces) {
            if (bytes.size() + piece.remaining() > most) {
                tooLarge();
                return;
            }
            byte[] next = new byte[piece.remaining()];
            piece.get(next);
            bytes.writeBytes(next);
        }
    }

    private void tooLarge() {
        subscription.cancel();
        whole.completeExceptionally(new TooLargeException(most));
    }

    @Override
    public void onError(Throwable fault) {
        whole.completeExceptionally(fault);
    }

    @Override
    public void onComplete() {
        whole.complete(bytes.toByteArray());
    }
}
