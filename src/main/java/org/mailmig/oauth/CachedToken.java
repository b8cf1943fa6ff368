// SPDX-License-Identifier: Apache-2.0
package org.mailmig.oauth;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.mailmig.config.RenewableSecret;
import org.mailmig.config.Secret;
import org.mailmig.error.PermanentException;
import org.mailmig.error.StopException;
import org.mailmig.error.TransientException;

/** Caches one token, with one request for all threads that need it. A refusal is cached for a short time. */
final class CachedToken implements RenewableSecret {
    /** If a younger token is refused, its age is not the reason. */
    private static final Duration FRESH = Duration.ofMinutes(1);
    /** How long permanent errors are repeated without a new request. */
    private static final Duration REFUSAL = Duration.ofSeconds(30);

    private final Source source;
    private Token token;
    private Secret accepted;
    private CompletableFuture<Token> pending;
    private PermanentException refusal;
    private long refusedAt;

    CachedToken(Source source) {
        this.source = source;
    }

    /** Requests a token from its source. */
    @FunctionalInterface
    interface Source {
        /** @param until ends the wait when it completes */
        Token request(CompletableFuture<?> until);
    }

    @Override
    public Secret get() {
        CompletableFuture<Token> shared;
        boolean mine;
        synchronized (this) {
            if (token != null && token.isUsable()) {
                return token.value();
            }
            if (refusal != null && System.nanoTime() - refusedAt < REFUSAL.toNanos()) {
                throw new PermanentException(refusal.getMessage(), refusal);
            }
            mine = pending == null;
            pending = mine ? new CompletableFuture<>() : pending;
            shared = pending;
        }
        if (mine) {
            request(shared);
        }
        return awaited(shared).value();
    }

    private void request(CompletableFuture<Token> shared) {
        Token got = null;
        Throwable fault = null;
        try {
            got = source.request(shared);
        } catch (RuntimeException | Error e) {
            fault = e;
        }
        synchronized (this) {
            pending = null;
            token = got;
            refusal = fault instanceof PermanentException fatal ? fatal : null;
            refusedAt = System.nanoTime();
        }
        if (fault == null) {
            shared.complete(got);
        } else {
            shared.completeExceptionally(fault);
        }
    }

    private static Token awaited(CompletableFuture<Token> shared) {
        try {
            return shared.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof PermanentException fatal) {
                throw new PermanentException(fatal.getMessage(), fatal);
            }
            if (e.getCause() instanceof StopException stop) {
                throw stop;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransientException("interrupted while waiting for a token", e);
        }
    }

    @Override
    public synchronized boolean renew(Secret refused) {
        if (token == null || !token.value().equals(refused)) {
            return true;
        }
        if (token.age().compareTo(FRESH) < 0) {
            return false;
        }
        token = null;
        return true;
    }

    @Override
    public synchronized boolean renewOnceAccepted(Secret refused) {
        if (token != null && refused.equals(accepted) && token.value().equals(refused)) {
            token = null;
        }
        return renew(refused);
    }

    @Override
    public synchronized void accepted(Secret secret) {
        accepted = secret;
    }

    @Override
    public boolean isGranted() {
        return true;
    }

    @Override
    public void abandon() {
        CompletableFuture<Token> shared;
        synchronized (this) {
            shared = pending;
        }
        if (shared != null) {
            shared.completeExceptionally(
                    new TransientException("the wait for a token was ended: mailmig is stopping", null));
        }
    }
}
