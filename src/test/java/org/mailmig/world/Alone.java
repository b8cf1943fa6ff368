// SPDX-License-Identifier: Apache-2.0
package org.mailmig.world;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/**
 * An integration test that depends on processor time: it interrupts work in progress, has leases or tokens that expire, or measures
 * memory. {@code mvn verify} runs these classes one after the other. All other integration tests run two classes at a time.
 */
@Tag("alone")
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface Alone {}
