// SPDX-License-Identifier: Apache-2.0
package org.mailmig.error;

import org.mailmig.Step;

/**
 * Java Errors in a step. Camel catches exceptions only: an Error that leaves a step lets the route continue as if the step
 * had succeeded, and ends the consumer's thread.
 */
public final class StepErrors {
    private StepErrors() {}

    /** An exception that ends the account at this step, and no other. */
    public static PermanentException fatal(Step step, Error error) {
        return new PermanentException(sentence(step, error), error);
    }

    /** For the operator: what a fault means that no step declares. */
    public static String sentence(Step step, Throwable fault) {
        Throwable cause = error(fault);
        if (cause instanceof OutOfMemoryError) {
            return "Step " + step.word() + " needed more memory than this process has ("
                    + cause.getClass().getName() + ": " + cause.getMessage()
                    + "): give Java more (-Xmx), or lower mailmig.accounts.in-flight.";
        }
        return "Step " + step.word() + " broke with " + cause.getClass().getName()
                + ", which is a fault of the program: the log file tells more.";
    }

    /** The Error that lies beneath, if one does, else the fault itself. */
    private static Throwable error(Throwable fault) {
        Throwable each = fault;
        for (int depth = 0; each != null && depth < 100; depth++) {
            if (each instanceof Error) {
                return each;
            }
            each = each.getCause();
        }
        return fault;
    }
}
