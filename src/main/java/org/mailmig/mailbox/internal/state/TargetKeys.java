// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.state;

/** The names of configuration keys about the account's target, which may be a further server ({@code mailmig.servers}). */
public final class TargetKeys {
    private TargetKeys() {}

    /** Returns the target's own key of this option if it is set, else that of {@code mailmig.target}. */
    public static String inUse(StepContext work, String option) {
        String own = own(work, option);
        return work.settings().find(own).isPresent() ? own : "mailmig.target." + option;
    }

    /** Returns the target's own key of this option, for a sentence that says what to set. */
    public static String own(StepContext work, String option) {
        return "mailmig." + work.session().target().name() + "." + option;
    }
}
