// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory;

import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedModifyRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedModifyResult;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchResult;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSimpleBindRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPResult;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchResultReference;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** How the directory answers: refuses, executes a request without a response, or lets another client write first. */
public final class ServerMood extends InMemoryOperationInterceptor {
    public final AtomicInteger binds = new AtomicInteger();
    public final AtomicInteger searches = new AtomicInteger();
    public final AtomicInteger modifies = new AtomicInteger();
    /** Result codes with which the next modifies are refused. */
    public final Queue<Integer> refuseModifies = new ConcurrentLinkedQueue<>();
    /** Result codes with which the next searches are refused. */
    public final Queue<Integer> refuseSearches = new ConcurrentLinkedQueue<>();
    /** Result codes with which the next searches end, after their entries. */
    public final Queue<Integer> endSearches = new ConcurrentLinkedQueue<>();
    /** Added to every search, as Active Directory does at the domain's root. */
    public volatile String continuation;

    /** Where every modify is referred to, as a server does that only reads; {@code null}: nowhere. */
    public volatile String referModifies;

    /** OIDs of the controls of all requests, as they came. */
    public final Queue<String> controls = new ConcurrentLinkedQueue<>();

    /** Done right before the next modifies. */
    public final Queue<Runnable> beforeModifies = new ConcurrentLinkedQueue<>();
    /** The next modifies are carried out, and not answered. */
    public final AtomicInteger silentModifies = new AtomicInteger();

    /** The next modifies are neither carried out nor answered. */
    public final AtomicInteger lostModifies = new AtomicInteger();

    /** False while the test itself changes something. */
    public volatile boolean asked = true;

    private final CountDownLatch over = new CountDownLatch(1);

    @Override
    public void processSimpleBindRequest(InMemoryInterceptedSimpleBindRequest request) {
        binds.incrementAndGet();
    }

    @Override
    public void processSearchRequest(InMemoryInterceptedSearchRequest request) throws LDAPException {
        if (request.getRequest().getBaseDN().isEmpty()) {
            return; // what the server says of itself
        }
        searches.incrementAndGet();
        for (Control control : request.getRequest().getControls()) {
            controls.add(control.getOID());
        }
        refuse(refuseSearches.poll());
        if (continuation != null) {
            request.sendSearchReference(new SearchResultReference(new String[] {continuation}, null));
        }
    }

    @Override
    public void processSearchResult(InMemoryInterceptedSearchResult result) {
        Integer code = result.getRequest().getBaseDN().isEmpty() ? null : endSearches.poll();
        if (code != null) {
            result.setResult(new LDAPResult(
                    result.getMessageID(),
                    ResultCode.valueOf(code),
                    "as the test wants it",
                    null,
                    List.of(),
                    List.of()));
        }
    }

    @Override
    public void processModifyRequest(InMemoryInterceptedModifyRequest request) throws LDAPException {
        if (asked) {
            modifies.incrementAndGet();
            for (Control control : request.getRequest().getControls()) {
                controls.add(control.getOID());
            }
            Runnable before = beforeModifies.poll();
            if (before != null) {
                before.run();
            }
            refuse(refuseModifies.poll());
            if (referModifies != null) {
                throw new LDAPException(ResultCode.REFERRAL, "read-only", null, new String[] {referModifies});
            }
            if (lostModifies.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                silent();
                refuse(51);
            }
        }
    }

    @Override
    public void processModifyResult(InMemoryInterceptedModifyResult result) {
        if (asked && silentModifies.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            silent();
        }
    }

    private void silent() {
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public void close() {
        over.countDown();
    }

    private static void refuse(Integer code) throws LDAPException {
        if (code != null) {
            throw new LDAPException(ResultCode.valueOf(code), "as the test wants it");
        }
    }
}
