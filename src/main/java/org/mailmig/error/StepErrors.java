// SPDX-License-Identifier: Apache-2.0
package org.mailmig.error;

import org.mailmig.Step;

/**
 * Java Errors in a step. Camel catches only exceptions: after an Error the route continues as if the step had succeeded, and the consumer's
 * thread ends.
 */
public final class StepErrors {
    private StepErrors() {}

    /** Returns an exception that ends only this account, at this step. */
    public static PermanentException fatal(Step step, Error error) {
        return new PermanentException(sentence(step, error), error);
    }

    /** A message for the operator about an undeclared error in a step. */
    public static String sentence(Step step, Throwable fault) {
        Throwable cause = error(fault);
        if (cause instanceof OutOfMemoryError) {
            return "Step " + step.word() + " needed more memory than this process has ("
                    + cause.getClass().getName() + ": " + cause.getMessage()
                    + "): give Java more (-Xmx), or lower mailmig.accounts.in-flight.";
        }
        return "Step " + step.word() + " failed with " + cause.getClass().getName() + ", which is a bug: see the log"
                + " file.";
    }

    /** Returns the Error among the causes if there is one, else the throwable itself. */
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
