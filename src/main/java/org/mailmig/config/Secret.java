// SPDX-License-Identifier: Apache-2.0
package org.mailmig.config;

import java.util.Objects;

/** A password or token that is never shown: not in logs, exceptions, JSON or a debugger's view of its owner. */
public final class Secret {
    private final String value;

    private Secret(String value) {
        this.value = value;
    }

    /** Wraps a value; {@code null} stays {@code null}. */
    public static Secret of(String value) {
        return value == null ? null : new Secret(value);
    }

    /** The value itself. Call this only to send it. */
    public String reveal() {
        return value;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret that && value.equals(that.value);
    }

    @Override
    public int hashCode() {
        return Objects.hash(value);
    }

    @Override
    public String toString() {
        return "***";
    }
}
