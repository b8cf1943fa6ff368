// SPDX-License-Identifier: Apache-2.0
package org.mailmig;

import org.apache.camel.CamelContext;

/**
 * Observes accounts while they are processed. Implemented by a bean in the registry. Called from any thread, often; calls must return at
 * once.
 */
@FunctionalInterface
public interface Progress {
    /**
     * @param messages messages processed so far in this step
     * @param ofMessages messages to process in this step, 0 while unknown
     * @param bytes bytes of message text written so far
     */
    void progress(Account account, Step step, long messages, long ofMessages, long bytes);

    /** The registered observer, or one that does nothing. */
    static Progress of(CamelContext context) {
        return context.getRegistry().findByType(Progress.class).stream()
                .findFirst()
                .orElse((account, step, messages, ofMessages, bytes) -> {});
    }
}
