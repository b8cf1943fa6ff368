// SPDX-License-Identifier: Apache-2.0
package org.mailmig;

import org.apache.camel.CamelContext;

/** Watches accounts while they move. A bean of this type in the registry is told; calls come from any thread, often, and must return at once. */
@FunctionalInterface
public interface Progress {
    /**
     * @param messages messages settled so far in this step
     * @param ofMessages messages to settle in this step, 0 while not known
     * @param bytes octets of message text written so far
     */
    void progress(Account account, Step step, long messages, long ofMessages, long bytes);

    /** The registered watcher, or one that does nothing. */
    static Progress of(CamelContext context) {
        return context.getRegistry().findByType(Progress.class).stream()
                .findFirst()
                .orElse((account, step, messages, ofMessages, bytes) -> {});
    }
}
