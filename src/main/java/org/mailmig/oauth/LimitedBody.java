// SPDX-License-Identifier: Apache-2.0
package org.mailmig.oauth;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** An HTTP body of at most {@link #MOST_BYTES}; reading stops when it is larger. */
final class LimitedBody implements HttpResponse.BodySubscriber<byte[]> {
    static final int MOST_BYTES = 256 * 1024;

    private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final boolean announcedTooLarge;
    private Flow.Subscription subscription;

    LimitedBody(HttpHeaders headers) {
        announcedTooLarge = headers.firstValueAsLong("Content-Length").orElse(0) > MOST_BYTES;
    }

    /** The body exceeds the limit. */
    static final class TooLargeException extends IOException {
        private static final long serialVersionUID = 1L;

        TooLargeException() {
            super("more than " + MOST_BYTES + " bytes");
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
            if (bytes.size() + piece.remaining() > MOST_BYTES) {
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
        whole.completeExceptionally(new TooLargeException());
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
